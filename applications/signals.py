"""The doorbell: the project's only signal. It tells that an event was written, nothing more."""

from django.dispatch import Signal

# Sent after the commit with `event_id`. Nobody may rely on it: the sweep finds what it missed.
event_written = Signal()
