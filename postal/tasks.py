"""Work of the post that runs outside a request."""

from celery import shared_task

from postal import carrier


@shared_task(name="postal.tasks.announce")
def announce(parcel_id: int) -> None:
    carrier.announce(parcel_id)


def hint_parcel(pk: int) -> None:
    """Tell a worker to look at this parcel's announcement; the sweep calls it."""
    announce.apply_async((pk,), queue="outside", retry=False)
