"""Breakers: the absence of a service that every document needs costs no document an attempt.

This is the whole rule. `rule.py` decides it, without I/O; `store.py` keeps the breakers in the database, where all
workers share them; `calls.py` lets a worker's calls pass, or not.

A failure belongs to one of three kinds.

- **Of the document.** The service answered, and refuses or cannot handle this document: a 4xx, a malformed answer, an
  unreadable file. It always costs an attempt. After the last one the job is a dead letter.
- **Of the service.** No document can cause it: the connection is refused, or the service says that this account asks
  too much (429) or may not ask (401, 402, 403). It never costs an attempt, and opens the breaker at once.
- **Doubtful.** The call timed out, broke off or was answered with a 5xx, or the database had no room. It opens the
  breaker when several came in a row and no call was answered in between. It costs the document an attempt only if the
  same failure met the same document before, a call that began after that was answered, and no other call has failed
  since. So a document that fails while others succeed still ends as a dead letter.

While the database is away, workers wait for it; nothing can be written, and nothing is. A statement that takes too long
is doubtful only the first time: the database takes the note of it, and so is there.

Each call of a service has a breaker of its own: a service may accept documents and be unable to hand them out. While a
breaker is open, jobs that need the call are `retryable` and wait for as long as it takes; all others go on. Now and
then, or later if the service asked for that, one of the waiting jobs probes: it makes the call. Each time another job
probes. An answer closes the breaker, and all waiting jobs go on at once. A job that has waited for longer than the
ceiling without reaching a stage becomes a dead letter with the code `outage_too_long`.

Whether one thing came after another is decided by numbers and not by clocks, which differ between machines: each
failure has a number, and each call remembers the newest number that its worker knew when the call began.
"""
