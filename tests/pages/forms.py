"""The forms of a page with room for more than one line, and whether what is typed in them is kept."""

from html.parser import HTMLParser

#: They keep what is typed by themselves, line by line: the box of a room, and the private sheet beside it.
OF_THEIR_OWN = {"chat-composer", "chat-note"}


class Forms(HTMLParser):
    """The forms of a page that have a textarea, as (class, attributes, names of hidden fields)."""

    def __init__(self, page):
        super().__init__()
        self.found, self.form = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = {"attrs": attrs, "long": 0, "hidden": set()}
        elif self.form and tag == "textarea":
            self.form["long"] += 1
        elif self.form and tag == "input" and attrs.get("type") == "hidden":
            self.form["hidden"].add(attrs.get("name"))

    def handle_endtag(self, tag):
        if tag == "form" and self.form:
            if self.form["long"]:
                self.found.append(self.form)
            self.form = None


def is_kept(form):
    attrs = form["attrs"]
    if set(attrs.get("class", "").split()) & OF_THEIR_OWN:
        return attrs.get("data-typed") == "own"
    return attrs.get("method") == "post" and "data-typed" not in attrs and "written_by" in form["hidden"]
