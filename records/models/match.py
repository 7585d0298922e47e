"""The table in which a person is looked up: a row for each name and birth date on record."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from records.models.person import Person


class MatchEntry(models.Model):
    """What is compared of a record, taken out of it by the rules of one version.

    Narrow, since a look-up reads some hundred of them. Numbers instead of texts where equality is
    all that is asked: the database throws out by them what cannot reach the bar, and only the rest
    is compared letter by letter.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="match_entries")
    version = models.PositiveSmallIntegerField()
    keys = ArrayField(models.IntegerField())
    number_keys = ArrayField(models.IntegerField())
    birth = models.IntegerField()
    chord = models.IntegerField()
    surname = models.IntegerField()
    given = models.IntegerField()
    letters = models.IntegerField()
    is_alias = models.BooleanField()
    sex = models.SmallIntegerField()
    birthplace = models.SmallIntegerField()
    residence = models.SmallIntegerField()
    father = models.IntegerField()
    father_letters = models.IntegerField()
    mother = models.IntegerField()
    mother_letters = models.IntegerField()
    spouse = models.IntegerField()
    texts = models.TextField()

    class Meta:
        # New rows wait in a list that each look-up reads through: it is kept short (kilobytes).
        indexes = [GinIndex(fields=["keys"], name="match_keys", gin_pending_list_limit=512)]


class KeyRules(models.Model):
    """A version of the rules under which every record has its entries: what may be looked up by."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    complete_at = models.DateTimeField(db_default=Now())
