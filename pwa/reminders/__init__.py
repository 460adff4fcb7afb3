"""Reminders: the life of one, from a tap to its deletion.

    ask      the person sees the words of the lock screen, allows notes, and the browser subscribes   (page)
    prove    the server checks the subscription and sends a first push; only then is anything stored  (requests, api, push)
    plan     when its time has come, one transaction puts it into the outbox and moves it to its next
             time, or lets it rest                                                                    (outbox)
    claim    a worker takes due rows of the outbox under a lease                                      (outbox)
    send     many at a time, encrypted, at most one on the screen: topic and tag collapse a resend    (delivery, push)
    settle   done, later, or gone; a worker that lost its lease changes nothing; while the database is
             locked or away, answers are kept                                                         (delivery, outbox)
    answer   Done and Stop delete everything that the server holds; Tomorrow and Next week move it    (api)

Words: a *reminder* is what a person asked for, an *occurrence* one planned delivery of it, a *subscription*
the browser's push subscription, the *outbox* the occurrences that wait to be sent. The outbox is the truth:
a process may be killed at any moment, and the next one goes on from there.
"""
