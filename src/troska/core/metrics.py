"""Numbers for Prometheus. docs/reference/metrics.md says what each means; a test holds both together.

Labels are bounded and hold no personal data: names of views, states, queues and checks, never codes, names, addresses.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call] # has no types

REGISTRY = CollectorRegistry(auto_describe=False)

REQUESTS = Counter("troska_http_requests", "Requests answered.", ["method", "view", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "troska_http_request_seconds",
    "Time in which requests were answered.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
MAILS_IN = Counter("troska_mails_accepted", "Deliveries that were new and kept in the journal.", registry=REGISTRY)
MAILS_OUT = Counter("troska_mails_out", "Mails to customers by what became of them.", ["result"], registry=REGISTRY)
LETTERS = Counter("troska_letters", "Letters to staff by what became of them.", ["result"], registry=REGISTRY)
