"""Why a file or a whole import is not taken, in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from gallery.renditions import (
    TooHeavyError,
    TooManyPixelsError,
    UnknownFormatError,
    UnreadablePictureError,
)

ARCHIVE_INSIDE = gettext_noop("An archive: unpack it or import it by itself.")
BAD_NAME = gettext_noop("Its name leads out of the archive.")
CANNOT_OPEN = gettext_noop("It may not be read by the studio.")
DAMAGED_INSIDE = gettext_noop("It is damaged inside the archive.")
ENCRYPTED = gettext_noop("It is locked with a password: unpack it first.")
GONE = gettext_noop("It was gone when its turn came.")
LINK = gettext_noop("A link to another place, which is not followed.")
OWN_FOLDER = gettext_noop("The data folder of the studio itself.")
PACKED_ODDLY = gettext_noop("It is packed in a way that cannot be read here: unpack it first.")
SPECIAL = gettext_noop("No file but a device or a pipe.")
SQUEEZED = gettext_noop("It unpacks to far more than a picture would.")
TOO_LARGE = gettext_noop("It is larger than 200 MB.")

PICTURES: dict[type[UnreadablePictureError], str] = {
    UnreadablePictureError: gettext_noop("It is damaged or incomplete."),
    UnknownFormatError: gettext_noop(
        "No picture that is taken here: PNG, JPEG, WebP, AVIF or HEIC."
    ),
    TooManyPixelsError: gettext_noop("It has more than 60 megapixels."),
    TooHeavyError: gettext_noop("It has more pixels than can be read in its format."),
}

NO_ARCHIVE = gettext_noop("The archive is damaged, or it is no ZIP.")
TOO_MANY = gettext_noop("The archive holds more than 200,000 files.")
NO_ROOM = gettext_noop("There is not enough room on the disk: free some and go on.")
UNREACHABLE = gettext_noop(
    "The storage of the pictures cannot be reached right now. Go on in a minute: nothing is lost."
)
NOT_THERE = gettext_noop("The folder or archive is not there any more.")
STUCK = gettext_noop(
    "It stopped three times at the same place. Take the file after the last one out and go on."
)
UNEXPECTED = gettext_noop("Something went wrong that is no fault of the files. Go on tries again.")


class RefusedFileError(ValueError):
    """One file is not taken; the text is one of the above."""


class RefusedSourceError(Exception):
    """A whole folder or archive is not taken; the text is one of the above."""
