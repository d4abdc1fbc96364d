"""Celery: side work and its schedule. Events never depend on it: the event log is the queue of record."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("provender")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_soft_time_limit=600,
    task_time_limit=660,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    # A killed worker's task comes back after this; the longest task is 660 s.
    broker_transport_options={"visibility_timeout": 700},
    beat_schedule={
        "keep-partitions": {"task": "lineage.tasks.keep_partitions", "schedule": 3600.0},
        "forget-old-events": {"task": "lineage.tasks.forget_old_events", "schedule": 3600.0},
        "count-usage": {"task": "lineage.tasks.count_usage", "schedule": 30.0},
        "end-quiet-cases": {"task": "feedback.tasks.end_quiet_cases", "schedule": 3600.0},
        "keep-imports-going": {"task": "lineage.tasks.keep_imports_going", "schedule": 60.0},
        "forget-old-run-pieces": {"task": "lineage.tasks.forget_old_run_pieces", "schedule": 86_400.0},
        "weigh-assets": {"task": "lineage.tasks.weigh_assets", "schedule": 21_600.0},
        "forget-unconfirmed": {"task": "catalog.tasks.forget_unconfirmed", "schedule": 86_400.0},
        "sum-views": {"task": "catalog.tasks.sum_views", "schedule": 3600.0},
        "expire-proposals": {"task": "contracts.tasks.expire_proposals", "schedule": 86_400.0},
        "carry-kept": {"task": "contracts.tasks.carry_kept", "schedule": 600.0},
        "bind-contracts": {"task": "contracts.tasks.bind_contracts", "schedule": 60.0},
        "run-due-tests": {"task": "contracts.tasks.run_due_tests", "schedule": 20.0},
        "deliver-due": {"task": "feedback.tasks.deliver_due", "schedule": 5.0, "options": {"expires": 10.0}},
        "look-for-new-finds": {"task": "feedback.tasks.look_for_new_finds", "schedule": 300.0},
        "send-reports": {"task": "feedback.tasks.send_reports", "schedule": 600.0},
        "forget-old-alerts": {"task": "feedback.tasks.forget_old_alerts", "schedule": 86_400.0},
        "expire-access": {"task": "feedback.tasks.expire_access", "schedule": 3600.0},
        "check-promoted": {"task": "feedback.tasks.check_promoted", "schedule": 86_400.0},
        "follow-agreements": {"task": "contracts.tasks.follow_agreements", "schedule": 3600.0},
        "learn-search-words": {"task": "catalog.tasks.learn_search_words", "schedule": 120.0},
    },
)
app.autodiscover_tasks()
