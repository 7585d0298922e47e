"""Celery's settings: which queues there are, who serves them, and what is done at which hour."""

from celery.schedules import crontab

from portal import environment as env

# Celery loses nothing because it is trusted with nothing: see docs/architecture.md.
CELERY_BROKER_URL = env.broker(env.text("REDIS_URL"))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 40
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
# Slow to load: once, before the signer forks, and in no other worker.
CELERY_IMPORTS = ("certificates.page", "certificates.pades") if env.text("SIGNER_DIR", "") else ()
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "certificates.tasks.audit_files": {"queue": "print"},
    "certificates.tasks.look_ahead": {"queue": "signing"},
    "certificates.tasks.publish_log_root": {"queue": "signing"},
    "certificates.tasks.renew_list": {"queue": "signing"},
    "certificates.tasks.sign_job": {"queue": "signing"},
    "portal.tasks.send_notice": {"queue": "outside"},
    "postal.tasks.announce": {"queue": "outside"},
    "verification.mailing.send_link": {"queue": "outside"},
    "verification.mailing.send_mail": {"queue": "outside"},
    "verification.supply.send_copy": {"queue": "outside"},
    "verification.tasks.serve_line": {"queue": "outside"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = env.BROKER_OPTIONS
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE_FILENAME = str(env.data_dir() / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "portal.tasks.sweep", "schedule": 2.0},
    "seal": {"task": "portal.tasks.seal_events", "schedule": 60.0},
    "signing_key": {
        "task": "certificates.tasks.look_ahead",
        "schedule": crontab(hour=7, minute=0),
    },
    "revoked_list": {
        "task": "certificates.tasks.renew_list",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "log_root": {
        "task": "certificates.tasks.publish_log_root",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "audit_files": {"task": "certificates.tasks.audit_files", "schedule": 86_400.0},
    "forget_answers": {"task": "accounts.tasks.forget_answers", "schedule": 86_400.0},
    "forget_imports": {"task": "records.tasks.forget_imports", "schedule": 86_400.0},
    "expungement": {
        "task": "records.tasks.open_expungement_run",
        "schedule": crontab(hour=1, minute=15),
    },
    "remind_agencies": {
        "task": "verification.mailing.remind",
        "schedule": crontab(minute=30, hour="7-17"),
    },
    "forget_unsent_papers": {"task": "verification.mailing.forget_unsent", "schedule": 86_400.0},
    "expectations": {"task": "portal.tasks.expect", "schedule": crontab(hour=0, minute=20)},
    "overdue": {"task": "verification.tasks.mark_overdue", "schedule": 300.0},
    "copies": {"task": "verification.supply.find", "schedule": 300.0},
}
