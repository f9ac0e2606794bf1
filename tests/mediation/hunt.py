"""A hunt for words: acts that plant them in one side's talk and in private notes, and who may read each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from chat.models import Member, Message, Room, RoomFile
from chat.services import (
    add_phrase,
    edit_message,
    grant_history,
    hand_in,
    keep_note,
    post_file,
    post_message,
    recall_message,
)
from disputes import services as disputes
from disputes.exceptions import Refusal
from mediation import services
from mediation.selectors import current_agreement, open_proposal
from tests import stories
from tests.cast import Cast
from tests.mediation.cases import Case


@dataclass
class Hunt:
    """A mediation, the words planted in it, and who may read each."""

    case: Case
    words: dict[str, set[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # edited or taken back: for nobody's page
    heard: list[tuple[set[int], str]] = field(
        default_factory=list
    )  # frames of the sockets, and for which seats
    number: int = 0

    @property
    def cast(self) -> Cast:
        return self.case.cast

    def room(self) -> Room:
        return self.case.room(self.case.wang)

    def word(self, *readers: str) -> str:
        self.number += 1
        word = f"紫罗兰{self.number:03d}密"
        self.words[word] = set(readers)
        return word

    def mediator(self) -> str:
        held = self.case.mediation.appointments.filter(ended_at=None).first()
        return "second_mediator" if held and held.mediator == self.cast.second_mediator else "mediator"

    def person(self) -> User:
        return getattr(self.cast, self.mediator())

    # --- acts ---------------------------------------------------------------------------------------

    def says_in_caucus(self) -> None:
        self.say(self.cast.respondent, self.word("respondent"))

    def mediator_answers(self) -> None:
        self.say(self.person(), self.word("respondent"))

    def say(self, by: User, text: str) -> Message:
        return post_message(self.room(), by=by, text=text, client_id=f"h{self.number}")

    def says_to_all(self) -> None:
        post_message(self.case.room(), by=self.cast.complainant, text="大家好", client_id=f"j{self.number}")
        self.number += 1

    def sends_file(self) -> None:
        word = self.word("respondent")
        file = SimpleUploadedFile(f"{word}.txt", f"内容 {word}".encode())
        post_file(self.room(), by=self.cast.respondent, file=file, client_id=f"f{self.number}")

    def hands_in_another(self) -> None:
        file = SimpleUploadedFile("收据.txt", f"收据 {self.number}".encode())
        sent = post_file(self.room(), by=self.cast.respondent, file=file, client_id=f"e{self.number}")
        self.number += 1
        hand_in(RoomFile.objects.get(message=sent), by=self.cast.respondent)

    def notes(self) -> None:
        reader = self.mediator()
        keep_note(self.case.room(), by=self.person(), text=self.note_text(reader))

    def note_text(self, reader: str) -> str:
        for word, readers in self.words.items():
            if readers == {reader} and word not in self.gone:
                self.gone.add(word)  # the sheet is written anew
        return self.word(reader)

    def notes_on_a_line(self) -> None:
        line = Message.objects.visible_to(self.person()).filter(room=self.room()).order_by("seq").last()
        if line is not None and not line.recalled_at:
            keep_note(self.room(), by=self.person(), message=line, text="一行")

    def keeps_phrase(self) -> None:
        add_phrase(by=self.cast.respondent, title="常说", text=self.word("respondent"))

    def edits(self) -> None:
        self.changes(lambda m: edit_message(m, by=self.cast.respondent, text=self.word("respondent")))

    def recalls(self) -> None:
        self.changes(lambda m: recall_message(m, by=self.cast.respondent))

    def changes(self, how: Callable[[Message], object]) -> None:
        own = self.room().messages.filter(author__user=self.cast.respondent, recalled_at=None, kind="text")
        if (message := own.order_by("seq").last()) is None:
            return
        before = message.body
        how(message)
        self.gone |= {word for word in self.words if word in before}

    def grants(self) -> None:
        for member in Member.objects.current().filter(room=self.room()).exclude(user=self.cast.respondent):
            grant_history(member, by=self.cast.respondent)

    def brings_representative(self) -> None:
        stories.represented(self.case.dispute, by=self.cast.respondent, who=self.cast.registrar, name="孙")

    def dismisses_representative(self) -> None:
        for each in self.case.wang.representatives.filter(ends_on=None):
            disputes.end_representation(each, by=self.cast.respondent)

    def replaces_mediator(self) -> None:
        c = self.cast
        services.resign_as_mediator(self.case.mediation, by=self.person(), reason="生病。")
        services.appoint_mediator(self.case.mediation, by=c.secretary, entry=self.case.entries[1])
        services.accept_appointment(self.case.mediation, by=c.second_mediator, has_interest=False)
        for person in (c.complainant, c.respondent):
            services.accept_mediator(self.case.mediation, by=person)

    def asks_for_earlier_talk(self) -> None:
        services.ask_for_earlier_talk(self.case.mediation, by=self.person())

    def answers_about_earlier_talk(self) -> None:
        if (asked := self.case.mediation.earlier_talk_requests.last()) is not None:
            services.answer_earlier_talk(asked, by=self.cast.complainant, is_willing=True)

    def opens_own_caucus(self) -> None:
        if (asked := self.case.mediation.earlier_talk_requests.last()) is not None:
            services.answer_earlier_talk(asked, by=self.cast.respondent, is_willing=True, shows_caucus=True)

    def proposes(self) -> None:
        services.make_proposal(self.case.mediation, by=self.person(), terms=[self.case.term()])

    def refuses_proposal(self) -> None:
        if (proposal := open_proposal(self.case.mediation)) is not None:
            services.reply_to_proposal(proposal, by=self.cast.respondent, is_accepted=False)

    def drafts(self) -> None:
        self.case.draft()

    def accepts_draft(self) -> None:
        if (agreement := current_agreement(self.case.mediation)) is not None:
            for person in (self.cast.complainant, self.cast.respondent):
                services.accept_draft(agreement, by=person)

    def signs(self) -> None:
        if self.case.agreement is None:
            return
        for name in ("complainant", "respondent", self.mediator(), "secretary"):
            self.case.sign(getattr(self.cast, name))

    def writes_record(self) -> None:
        services.draw_up_record(self.case.mediation, by=self.person(), summary="双方各自陈述。")

    def terminates(self) -> None:
        services.terminate_mediation(
            self.case.mediation, by=self.person(), ground="termination.far_apart", reason="差距大。"
        )

    def do(self, name: str) -> None:
        before = dict(self.words)
        try:
            getattr(self, name)()
        except Refusal:
            self.words = before  # refused: nothing was planted
        self.case.mediation.refresh_from_db()


ACTS = [
    "says_in_caucus", "mediator_answers", "says_to_all", "sends_file", "hands_in_another", "notes", "notes_on_a_line",
    "keeps_phrase", "edits", "recalls", "grants", "brings_representative", "dismisses_representative",
    "replaces_mediator", "asks_for_earlier_talk", "answers_about_earlier_talk", "opens_own_caucus",
    "proposes", "refuses_proposal", "drafts", "accepts_draft", "signs", "writes_record", "terminates",
]  # fmt: skip
