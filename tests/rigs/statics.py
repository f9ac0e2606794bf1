"""Static files are looked for once a process: each test's client would search all folders for them anew."""

from whitenoise.middleware import WhiteNoiseMiddleware

search = WhiteNoiseMiddleware.add_files_from_finders
found: dict[str, dict] = {}


def remember(middleware: WhiteNoiseMiddleware) -> None:
    """By everything that is set for serving them."""
    chosen = repr(sorted((name, value) for name, value in vars(middleware).items() if is_setting(value)))
    if chosen not in found:
        search(middleware)
        found[chosen] = dict(middleware.files)
    middleware.files.update(found[chosen])


def is_setting(value: object) -> bool:
    return isinstance(value, str | int | None)


WhiteNoiseMiddleware.add_files_from_finders = remember
