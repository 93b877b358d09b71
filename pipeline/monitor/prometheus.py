"""A report as Prometheus text."""

from pipeline.exposition import Family, write
from pipeline.monitor.report import WAITING, Report
from pipeline.stages import BREAKING


def exposition(told: Report, age_seconds: float) -> str:
    age = Family("monitor_data_age_seconds", "gauge", "Seconds since the monitor last looked")
    age.add(age_seconds)
    return write([age, *_services(told), *_queue(told), *_breakers(told), *_jobs(told), *_api(told), *_processes(told)])


def _services(told: Report) -> list[Family]:
    up = Family("service_up", "gauge", "1 when the service works, even if degraded")
    ready = Family("service_ready", "gauge", "1 when the service and all its dependencies work")
    for service in told.services:
        up.add(float(service.up), service=service.name)
        ready.add(float(service.state == "ready"), service=service.name)
    return [up, ready]


def _queue(told: Report) -> list[Family]:
    queue = Family("queue_jobs", "gauge", "Jobs that have not ended, by stage and state")
    ended = Family("jobs_ended", "gauge", "Jobs that have ended and whose documents were not deleted, by state")
    if told.queue:
        for stage in told.queue.stages:
            for state in WAITING:
                queue.add(getattr(stage, state), stage=stage.stage, state=state)
        ended.add(told.queue.done, state="done")
        ended.add(told.queue.deadletter, state="deadletter")
    return [queue, ended]


def _breakers(told: Report) -> list[Family]:
    opened = Family("breaker_open", "gauge", "1 while jobs wait for this service")
    waiting = Family("jobs_waiting", "gauge", "Jobs that wait for this service")
    if told.breakers is not None:
        jobs = {each.service: each.jobs for each in told.breakers}
        for service in BREAKING:
            opened.add(float(service in jobs), service=service)
            waiting.add(jobs.get(service, 0), service=service)
    return [opened, waiting]


def _jobs(told: Report) -> list[Family]:
    happened = Family("jobs_last_minute", "gauge", "What happened to jobs in the last minute")
    for what, count in vars(told.jobs).items() if told.jobs else ():
        happened.add(count, what=what)
    return [happened]


def _api(told: Report) -> list[Family]:
    seconds = Family("api_request_seconds", "gauge", "Answer times of the API in the last minute")
    rate = Family("api_requests_per_minute", "gauge", "Requests that the API answered in the last minute")
    failed = Family("api_failed_share", "gauge", "The share of these with a status of 500 or more")
    if told.api:
        for quantile, ms in (("0.5", told.api.p50_ms), ("0.95", told.api.p95_ms), ("0.99", told.api.p99_ms)):
            seconds.add(None if ms is None else ms / 1000, quantile=quantile)
        rate.add(told.api.requests_per_minute)
        failed.add(told.api.failed_share)
    return [seconds, rate, failed]


def _processes(told: Report) -> list[Family]:
    up = Family("process_up", "gauge", "1 while the process runs")
    memory = Family("process_resident_memory_bytes", "gauge", "Memory that the process and its children hold")
    cpu = Family("process_cpu_cores", "gauge", "Cores that the process used between the last two looks")
    restarts = Family("process_restarts_total", "counter", "Restarts seen by the monitor")
    for process in told.processes or []:
        up.add(float(process.state == "running"), process=process.name)
        memory.add(process.memory_bytes, process=process.name)
        cpu.add(process.cpu, process=process.name)
        restarts.add(process.restarts, process=process.name)
    return [up, memory, cpu, restarts]
