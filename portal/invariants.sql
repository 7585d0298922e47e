-- What must hold at every moment: each query names what is wrong and must return no row.
-- `manage.py check_invariants` runs them; so does every test that kills something.

-- name: events_follow_one_another
SELECT application_id FROM applications_event
GROUP BY application_id HAVING max(number) <> count(*) OR min(number) <> 1;

-- name: the_state_is_where_the_last_event_led
SELECT application.code FROM applications_application application
JOIN LATERAL (
    SELECT to_state FROM applications_event event
    WHERE event.application_id = application.id ORDER BY number DESC LIMIT 1
) last ON TRUE
WHERE last.to_state <> application.state;

-- name: each_event_starts_where_the_one_before_ended
SELECT later.application_id, later.number FROM applications_event later
JOIN applications_event earlier
    ON earlier.application_id = later.application_id AND earlier.number = later.number - 1
WHERE earlier.to_state <> later.from_state;

-- name: every_event_has_its_follow_up
SELECT event.id FROM applications_event event
LEFT JOIN applications_followup follow_up ON follow_up.event_id = event.id
WHERE follow_up.id IS NULL;

-- name: the_fee_is_paid_once
SELECT application_id FROM applications_payment GROUP BY application_id HAVING count(*) > 1;

-- name: nothing_is_worked_on_unpaid
SELECT application.code FROM applications_application application
LEFT JOIN applications_payment payment ON payment.application_id = application.id
WHERE application.fee_amount > 0 AND payment.id IS NULL
    AND application.state NOT IN ('draft', 'awaiting_payment', 'withdrawn');

-- name: a_question_has_one_answer_that_counts
SELECT request_id FROM verification_reply
WHERE disposition = 'applied' GROUP BY request_id HAVING count(*) > 1;

-- name: an_answered_question_has_its_answer
SELECT request.reference FROM verification_verificationrequest request
LEFT JOIN verification_reply reply
    ON reply.request_id = request.id AND reply.disposition = 'applied'
WHERE (request.state = 'answered') <> (reply.id IS NOT NULL);

-- The questions of a refused or withdrawn dossier are taken back by what follows its last event.
-- name: nobody_waits_for_an_answer_after_the_conclusion
SELECT request.reference FROM verification_verificationrequest request
JOIN applications_application application ON application.id = request.application_id
WHERE request.state IN ('prepared', 'sent', 'received', 'overdue')
    AND application.state IN (
        'drafted', 'approved', 'signed', 'ready', 'in_post', 'delivered', 'refused', 'withdrawn'
    )
    AND NOT EXISTS (
        SELECT FROM applications_followup follow_up
        JOIN applications_event event ON event.id = follow_up.event_id
        WHERE event.application_id = application.id AND follow_up.done_at IS NULL
    );

-- Whom to ask next is found by what follows an answer; until that is done, nobody may be open.
-- name: whoever_verifies_waits_for_somebody_or_goes_on
SELECT application.code FROM applications_application application
WHERE application.state = 'verifying'
    AND NOT EXISTS (
        SELECT FROM verification_verificationrequest request
        WHERE request.application_id = application.id
            AND request.state IN ('prepared', 'sent', 'received', 'overdue')
    )
    AND NOT EXISTS (
        SELECT FROM applications_followup follow_up
        JOIN applications_event event ON event.id = follow_up.event_id
        WHERE event.application_id = application.id AND follow_up.done_at IS NULL
    );

-- The year's first number is not always 1: a book may go on after numbers that were imported.
-- name: certificate_numbers_have_no_gap
SELECT office_id, book, year FROM certificates_certificate
WHERE number IS NOT NULL GROUP BY office_id, book, year
HAVING max(number) - min(number) + 1 <> count(*);

-- A number is kept in the transaction that takes it, so the counter never runs ahead.
-- name: the_counter_stands_at_the_last_number
SELECT counter.office_id, counter.series, counter.period FROM accounts_counter counter
JOIN certificates_certificate certificate
    ON certificate.office_id = counter.office_id
    AND counter.series = 'certificate-' || certificate.book
    AND counter.period = certificate.year::text
WHERE certificate.number IS NOT NULL
GROUP BY counter.id HAVING max(certificate.number) <> max(counter.last);

-- name: an_order_to_sign_is_work_until_it_is_published
SELECT certificate.id FROM certificates_certificate certificate
LEFT JOIN certificates_signingjob job ON job.certificate_id = certificate.id
WHERE certificate.signed_by_id IS NOT NULL AND certificate.published_at IS NULL
    AND (job.id IS NULL OR job.done_at IS NOT NULL);

-- name: a_number_waits_a_day_for_its_file_unless_nothing_can_be_signed_or_it_stopped
SELECT certificate.id FROM certificates_certificate certificate
LEFT JOIN certificates_signingjob job ON job.certificate_id = certificate.id
WHERE certificate.number IS NOT NULL AND certificate.published_at IS NULL
    AND certificate.issued_at < now() - interval '1 day'
    AND (job.id IS NULL OR (job.parked_at IS NULL AND job.hindered_at IS NULL));

-- name: receipt_numbers_have_no_gap
SELECT office.code, counter.period FROM accounts_counter counter
JOIN accounts_office office ON office.id = counter.office_id
LEFT JOIN applications_payment payment
    ON payment.receipt_no LIKE office.code || '/' || counter.period || '/%'
WHERE counter.series = 'receipt'
GROUP BY office.code, counter.period, counter.last HAVING count(payment.id) <> counter.last;

-- name: what_is_ready_has_one_certificate_in_force
SELECT application.code FROM applications_application application
LEFT JOIN certificates_certificate certificate
    ON certificate.application_id = application.id AND certificate.published_at IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM certificates_revocation revocation
        WHERE revocation.certificate_id = certificate.id
    )
WHERE application.state IN ('ready', 'in_post', 'returned_mail', 'delivered')
    AND NOT EXISTS (
        SELECT FROM applications_event event
        WHERE event.application_id = application.id AND event.step = 'revoke'
    )
GROUP BY application.code HAVING count(certificate.id) <> 1;

-- name: nobody_approved_their_own_draft
SELECT certificate.id FROM certificates_certificate certificate
JOIN accounts_user drafter ON drafter.id = certificate.drafted_by_id
JOIN accounts_user approver ON approver.id = certificate.approved_by_id
WHERE drafter.id = approver.id
    OR (drafter.person_key <> '' AND drafter.person_key = approver.person_key);

-- name: what_is_in_the_post_has_a_parcel
SELECT application.code FROM applications_application application
LEFT JOIN postal_parcel parcel ON parcel.application_id = application.id
WHERE application.state = 'in_post' AND parcel.id IS NULL;

-- name: a_parcel_is_delivered_when_its_dossier_is
SELECT parcel.item FROM postal_parcel parcel
JOIN applications_application application ON application.id = parcel.application_id
WHERE parcel.state = 'delivered' AND application.state NOT IN ('delivered', 'concluding');

-- name: a_certificate_is_in_the_issue_book_once
SELECT certificate.printed_number FROM certificates_certificate certificate
LEFT JOIN records_earliercertificate book
    ON book.number = certificate.printed_number AND book.source = 'issued_here'
    AND book.office_id = certificate.office_id
    AND extract(year FROM book.issued_on) = certificate.year
WHERE certificate.published_at IS NOT NULL
GROUP BY certificate.id, certificate.printed_number HAVING count(book.id) <> 1;

-- name: everybody_in_the_register_can_be_found
SELECT person.record_code FROM records_person person
WHERE EXISTS (SELECT FROM records_keyrules) AND NOT EXISTS (
    SELECT FROM records_matchentry entry
    WHERE entry.person_id = person.id
        AND entry.version = (SELECT max(version) FROM records_keyrules)
);

-- name: the_parts_of_a_cases_time_make_the_whole
SELECT ledger.application_id FROM portal_caseledger ledger
LEFT JOIN portal_casetime part ON part.ledger_id = ledger.application_id
GROUP BY ledger.application_id, ledger.minutes
HAVING coalesce(sum(part.minutes), 0) <> ledger.minutes;

-- An answer of before this was counted is counted in the nights after (portal.tasks.expect).
-- name: an_answered_case_has_its_time_counted
SELECT application.code FROM applications_application application
JOIN applications_event event ON event.application_id = application.id
JOIN applications_followup follow_up ON follow_up.event_id = event.id
LEFT JOIN portal_caseledger ledger ON ledger.application_id = application.id
WHERE event.step IN ('make_ready', 'deliver') AND application.state IN ('ready', 'delivered')
    AND follow_up.done_at IS NOT NULL AND ledger.application_id IS NULL
    AND event.at > (SELECT min(counted_at) FROM portal_caseledger);

-- name: a_promise_rests_on_what_was_reckoned_before_it
SELECT promise.id FROM portal_promise promise
JOIN portal_expectation expectation ON expectation.id = promise.expectation_id
JOIN applications_application application ON application.id = promise.application_id
WHERE expectation.office_id <> application.office_id
    OR promise.group NOT IN (expectation.group) AND split_part(promise.group, '/', 1) <> expectation.group
    OR expectation.made_at > promise.made_at;

-- name: book_09_has_no_gap
SELECT office_id, year FROM records_suppliedentry
GROUP BY office_id, year HAVING min(number) <> 1 OR max(number) <> count(*);

-- name: a_copy_that_was_sent_is_in_book_09
SELECT supply.id FROM verification_supply supply
LEFT JOIN records_suppliedentry entry
    ON entry.id = supply.entry_id AND entry.office_id = supply.office_id
    AND entry.person_id = supply.person_id AND entry.kind = supply.change
WHERE supply.sent_at IS NOT NULL AND entry.id IS NULL;

-- name: a_record_made_of_an_answer_is_owed_to_the_centre
SELECT entry.id FROM verification_registerentry entry
WHERE entry.state IN ('entered', 'updated') AND NOT EXISTS (
    SELECT FROM verification_supply supply WHERE supply.person_id = entry.person_id
);

-- What follows an answer enters it; until that is done it may be missing.
-- name: an_answer_that_names_a_judgment_is_in_the_register_or_with_a_clerk
SELECT reply.id FROM verification_reply reply
JOIN verification_verificationrequest request ON request.id = reply.request_id
LEFT JOIN verification_registerentry entry ON entry.reply_id = reply.id
WHERE reply.disposition = 'applied' AND reply.answer <> 'none'
    AND jsonb_array_length(reply.judgments) > 0 AND entry.id IS NULL
    AND NOT EXISTS (
        SELECT FROM applications_followup follow_up
        JOIN applications_event event ON event.id = follow_up.event_id
        WHERE event.application_id = request.application_id AND follow_up.done_at IS NULL
    );

-- name: a_question_has_the_times_of_its_state
SELECT reference, state FROM verification_verificationrequest
WHERE (state = 'withdrawn') <> (withdrawn_at IS NOT NULL)
    OR (state = 'answered') <> (answered_at IS NOT NULL)
    OR (state = 'received' AND received_at IS NULL)
    OR (state IN ('sent', 'received', 'overdue') AND sent_at IS NULL);

-- name: a_try_that_ended_has_its_outcome
SELECT id FROM verification_attempt WHERE (ended_at IS NULL) <> (outcome = '');

-- name: what_reached_an_agency_was_tried
SELECT request.reference FROM verification_verificationrequest request
WHERE request.state IN ('sent', 'received', 'overdue') AND NOT EXISTS (
    SELECT FROM verification_attempt attempt
    WHERE attempt.request_id = request.id
        AND attempt.outcome IN ('received', 'sent', 'to_be_posted', 'lost')
) AND NOT EXISTS (
    SELECT FROM verification_reply reply WHERE reply.request_id = request.id
);

-- name: a_link_is_used_up_by_an_answer_to_its_own_question
SELECT link.id FROM verification_requestlink link
LEFT JOIN verification_reply reply ON reply.id = link.reply_id
WHERE (link.used_at IS NULL) <> (link.reply_id IS NULL) OR reply.request_id <> link.request_id;

-- name: an_agency_is_reminded_of_its_own_questions
SELECT reminder.id FROM verification_reminder reminder
JOIN verification_agencymail mail ON mail.id = reminder.mail_id
JOIN verification_verificationrequest request ON request.id = reminder.request_id
WHERE request.agency_id <> mail.agency_id;

-- name: a_posted_letter_is_a_question_that_was_sent
SELECT letter.id FROM verification_letter letter
JOIN verification_verificationrequest request ON request.id = letter.request_id
JOIN verification_envelope envelope ON envelope.id = letter.envelope_id
WHERE request.state = 'prepared' OR envelope.undone_at IS NOT NULL
    OR envelope.agency_id <> request.agency_id;

-- name: a_confirmed_paper_answer_is_the_answer_to_its_own_question
SELECT paper.id FROM verification_paperreply paper
JOIN verification_reply reply ON reply.id = paper.reply_id
WHERE reply.request_id IS DISTINCT FROM paper.request_id OR paper.state <> 'confirmed';

-- What was published before there was a log is entered by `manage.py log_missing`.
-- name: every_published_certificate_is_in_the_public_log_once
SELECT certificate.printed_number FROM certificates_certificate certificate
LEFT JOIN certificates_logentry entry
    ON entry.certificate_id = certificate.id AND entry.kind = 'issued'
WHERE (certificate.published_at IS NOT NULL) <> (entry.position IS NOT NULL);

-- name: every_revocation_is_in_the_public_log_once
SELECT coalesce(revocation.certificate_id, entry.certificate_id)
FROM certificates_revocation revocation
FULL JOIN (
    SELECT certificate_id FROM certificates_logentry WHERE kind = 'revoked'
) entry ON entry.certificate_id = revocation.certificate_id
WHERE revocation.id IS NULL OR entry.certificate_id IS NULL;

-- name: the_public_log_has_no_gap
SELECT max(position) FROM certificates_logentry HAVING max(position) + 1 <> count(*);

-- name: an_entry_of_the_public_log_says_what_the_register_says
SELECT entry.position FROM certificates_logentry entry
JOIN certificates_certificate certificate ON certificate.id = entry.certificate_id
JOIN accounts_office office ON office.id = certificate.office_id
WHERE entry.digest <> sha256('\x00'::bytea || convert_to(entry.leaf, 'UTF8'))
    OR entry.file_sha256 <> certificate.sha256
    OR entry.leaf::jsonb ->> 'kind' <> entry.kind
    OR entry.leaf::jsonb ->> 'number' <> certificate.printed_number
    OR entry.leaf::jsonb ->> 'office' <> office.code
    OR entry.leaf::jsonb ->> 'sha256' <> certificate.sha256;

-- name: a_node_of_the_public_log_is_the_hash_over_its_two_children
WITH every AS (
    SELECT 0 AS level, position AS place, digest FROM certificates_logentry
    UNION ALL SELECT level, place, digest FROM certificates_lognode
),
reckoned AS (
    SELECT l.level + 1 AS level, l.place / 2 AS place,
        sha256('\x01'::bytea || l.digest || r.digest) AS digest
    FROM every l JOIN every r ON r.level = l.level AND r.place = l.place + 1
    WHERE l.place % 2 = 0
)
SELECT level, place FROM reckoned FULL JOIN certificates_lognode node USING (level, place)
WHERE node.digest IS DISTINCT FROM reckoned.digest;

-- name: a_published_root_covers_no_more_than_there_is
SELECT root.size FROM certificates_logroot root
WHERE root.size > (SELECT count(*) FROM certificates_logentry);

-- name: what_a_batch_ordered_was_ordered_by_its_signer
SELECT item.id FROM certificates_batchitem item
JOIN certificates_signingbatch batch ON batch.id = item.batch_id
JOIN certificates_certificate certificate ON certificate.id = item.certificate_id
WHERE item.outcome = 'ordered' AND certificate.signed_by_id IS DISTINCT FROM batch.by_id;

-- name: nothing_waits_in_a_batch_that_is_over
SELECT item.id FROM certificates_batchitem item
JOIN certificates_signingbatch batch ON batch.id = item.batch_id
WHERE item.outcome = 'waiting' AND batch.done_at IS NOT NULL;

-- name: no_more_copies_without_a_reason_than_were_asked_for
SELECT certificate.id FROM certificates_certificate certificate
JOIN certificates_printing printing ON printing.certificate_id = certificate.id
WHERE printing.kind = 'first'
GROUP BY certificate.id HAVING sum(printing.copies) > certificate.copies;

-- name: only_a_published_certificate_is_printed
SELECT printing.id FROM certificates_printing printing
JOIN certificates_certificate certificate ON certificate.id = printing.certificate_id
WHERE certificate.published_at IS NULL;

-- name: of_a_case_only_the_newest_certificate_counts
SELECT older.printed_number FROM certificates_certificate older
JOIN certificates_certificate newer
    ON newer.application_id = older.application_id AND newer.id > older.id
LEFT JOIN certificates_revocation revocation ON revocation.certificate_id = older.id
WHERE older.published_at IS NOT NULL AND newer.published_at IS NOT NULL
    AND revocation.id IS NULL;

-- name: a_certificate_is_corrected_and_cancelled_by_its_own_step
SELECT revocation.certificate_id FROM certificates_revocation revocation
JOIN certificates_certificate certificate ON certificate.id = revocation.certificate_id
WHERE (revocation.kind = 'corrected' OR revocation.copies_destroyed IS NOT NULL)
    AND NOT EXISTS (
        SELECT FROM applications_event event
        WHERE event.application_id = certificate.application_id
            AND event.step = CASE revocation.kind
                WHEN 'corrected' THEN 'correct' ELSE 'cancel' END
            AND (event.data ->> 'certificate')::bigint = certificate.id
    );
