"""What accounts ask of apps above, which they must not know."""

from django.dispatch import Signal

#: Please send a text message: `phone` (E.164), `text`, `language`.
text_message_wanted = Signal()

#: Please send a mail: `email`, `subject`, `text`, `language`.
mail_wanted = Signal()

#: A person is about to be erased, inside the transaction: `user`, `by`. A receiver erases what its app keeps
#: about the person, or raises a `Refusal` when a duty to keep it is still running.
person_erasing = Signal()

#: In which cases do a person's data stand: `user`. A receiver answers with a list of `personal.Part`.
parts_wanted = Signal()

#: A person is about to be taken out of one case, inside the transaction: `user`, `chain`. A receiver takes the lock
#: that every act on the case takes first.
case_erasing = Signal()

#: A person has been taken out of rows and files, inside the transaction: `user`, `particulars`. A receiver clears what
#: stands outside the database, after the commit.
person_erased = Signal()

#: A person asks for a copy of their data: `user`. A receiver answers with a `(section, data)` pair.
personal_data_wanted = Signal()

#: Somebody or a provider has looked at a declared identity: `check`, `by`.
identity_decided = Signal()

#: After the commit: something ended that these people (`users`, their keys) might do. Whoever keeps a door open
#: looks again at who stands in it.
rights_ended = Signal()

#: A person no longer holds a role in a body, inside the transaction: `membership`, `by`.
membership_ended = Signal()

#: All sessions of a person have ended, or all but the one in hand, inside the transaction: `user`.
sessions_ended = Signal()

#: Which guest, somebody without a password, is it who has this `contact` and this `name` in a case? An app above that
#: knows the cases answers with their key.
guest_wanted = Signal()

#: Does somebody know a fact of the cases of this `user`: `kind` (accounts.states.Fact), `typed`? An app above that knows
#: the cases answers whether.
fact_wanted = Signal()

#: Whoever received the code for a person's `number` says that the account is not theirs, or could not show that it is:
#: the number is the person's no more, inside the transaction: `user`.
number_left = Signal()

#: A person has just proved a phone `number`, inside the transaction: `user`. Apps above bring together what is theirs.
number_proved = Signal()

#: An account that had no way in of its own has become part of another, inside the transaction: `user`, `into`.
account_joined = Signal()
