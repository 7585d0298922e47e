"""The match table, and the function that finds in it what a question may be about."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

CANDIDATES = """
CREATE FUNCTION records_match_candidates(
    q_version smallint, q_keys integer[], q_numbers integer[], q_several boolean,
    q_birth integer, q_chord integer, q_surname integer, q_given integer, q_letters integer,
    q_sex smallint, q_birthplace smallint, q_residence smallint,
    q_father integer, q_father_letters integer, q_mother integer, q_mother_letters integer,
    q_spouse integer, w real[]
) RETURNS TABLE (
    person_id bigint, birth integer, is_alias boolean, sex smallint, birthplace smallint,
    residence smallint, texts text
) LANGUAGE plpgsql STABLE ROWS 20
-- The planner expects a thousand times more rows than there are (it knows no frequencies of array
-- elements) and would read the whole table; a plan made once also spares planning at each call.
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off
SET plan_cache_mode = force_generic_plan
AS $body$
#variable_conflict use_column
DECLARE
    q_year constant integer := q_birth / 10000;
    q_day constant integer := q_birth % 10000;
    q_day_known constant boolean := q_birth % 100 > 0;
    q_swapped constant integer := q_birth % 100 * 100 + q_day / 100;
BEGIN
RETURN QUERY
SELECT e.person_id, e.birth, e.is_alias, e.sex, e.birthplace, e.residence, e.texts
FROM records_matchentry e
WHERE e.keys && q_keys AND e.version = q_version AND (
    q_several
    -- The highest sum that this row can reach, by the levels of records/matching/score.py.
    OR CASE
        WHEN e.chord = q_chord OR e.letters = q_letters THEN w[2]
        WHEN e.surname = q_surname AND e.given = q_given THEN greatest(w[3], w[4])
        WHEN bit_count((e.letters # q_letters)::bit(32)) <= 2 THEN w[3]
        WHEN e.given = q_given OR bit_count((e.letters # q_letters)::bit(32)) <= 4 THEN w[5]
        WHEN e.surname = q_surname THEN w[30]
        ELSE w[6]
    END
    + CASE
        WHEN q_birth = 0 OR e.birth = 0 THEN 0
        WHEN e.birth = q_birth AND q_day_known THEN w[7]
        WHEN e.birth / 10000 = q_year THEN CASE
            WHEN NOT q_day_known OR e.birth % 100 = 0 THEN w[10]
            WHEN e.birth % 10000 = q_swapped THEN w[8]
            WHEN q_day = 101 OR e.birth % 10000 = 101 THEN w[10]
            WHEN e.birth % 100 = q_day % 100 OR e.birth % 10000 / 100 = q_day / 100 THEN w[11]
            ELSE w[14]
        END
        WHEN abs(e.birth / 10000 - q_year) = 1 THEN
            CASE WHEN q_day_known AND e.birth % 10000 = q_day THEN w[9] ELSE w[13] END
        WHEN q_day_known AND e.birth % 10000 = q_day THEN w[12]
        ELSE w[15]
    END
    + CASE WHEN q_sex = 0 OR e.sex = 0 THEN 0 WHEN e.sex = q_sex THEN w[16] ELSE w[17] END
    + CASE WHEN q_birthplace = 0 OR e.birthplace = 0 THEN 0
        WHEN e.birthplace = q_birthplace THEN w[18] ELSE w[19] END
    + CASE WHEN q_residence = 0 OR e.residence = 0 THEN 0
        WHEN e.residence = q_residence THEN w[20] ELSE w[21] END
    + CASE WHEN q_father = 0 OR e.father = 0 THEN 0
        WHEN e.father = q_father OR e.father_letters = q_father_letters THEN w[22]
        WHEN bit_count((e.father_letters # q_father_letters)::bit(32)) <= 4 THEN w[23]
        ELSE w[24] END
    + CASE WHEN q_mother = 0 OR e.mother = 0 THEN 0
        WHEN e.mother = q_mother OR e.mother_letters = q_mother_letters THEN w[25]
        WHEN bit_count((e.mother_letters # q_mother_letters)::bit(32)) <= 4 THEN w[26]
        ELSE w[27] END
    + CASE WHEN q_spouse = 0 OR e.spouse = 0 THEN 0
        WHEN e.spouse = q_spouse THEN w[28] ELSE w[29] END
    >= w[1]
    -- What is shown whatever the sum.
    OR e.number_keys && q_numbers
    OR ((e.chord = q_chord OR e.letters = q_letters)
        AND (e.birth = q_birth OR (e.is_alias AND abs(e.birth / 10000 - q_year) <= 1)))
    OR (e.father = q_father AND e.mother = q_mother AND e.father <> 0 AND e.mother <> 0
        AND e.birth / 10000 = q_year)
);
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_access_guard")]

    operations = [
        migrations.CreateModel(
            name="KeyRules",
            fields=[
                ("version", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                (
                    "complete_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                (
                    "number_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                ("birth", models.IntegerField()),
                ("chord", models.IntegerField()),
                ("surname", models.IntegerField()),
                ("given", models.IntegerField()),
                ("letters", models.IntegerField()),
                ("is_alias", models.BooleanField()),
                ("sex", models.SmallIntegerField()),
                ("birthplace", models.SmallIntegerField()),
                ("residence", models.SmallIntegerField()),
                ("father", models.IntegerField()),
                ("father_letters", models.IntegerField()),
                ("mother", models.IntegerField()),
                ("mother_letters", models.IntegerField()),
                ("spouse", models.IntegerField()),
                ("texts", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="match_entries",
                        to="records.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], gin_pending_list_limit=512, name="match_keys")
                ],
            },
        ),
        migrations.RunSQL(CANDIDATES, "DROP FUNCTION records_match_candidates"),
    ]
