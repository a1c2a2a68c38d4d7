"""The one kind of error that a seller is shown."""


class UserError(Exception):
    """Something the seller can mend: one sentence that says what is wrong and what to do."""


class Cancelled(Exception):
    """The seller stopped a running job; nothing was changed."""
