"""Reminders: the life of one, from a tap to its deletion.

    ask      the person sees the words of the lock screen and allows notifications; the browser
             subscribes                                                               (page)
    prove    the server checks the subscription and sends a first push; after that
             it stores the reminder                                                   (requests, api, push)
    plan     at its time, one transaction puts it into the outbox and moves it to
             its next time, or lets it rest                                           (outbox)
    claim    a worker claims due rows of the outbox under a lease                     (outbox)
    send     many at a time, encrypted; topic and tag collapse a push that is
             sent again, so the screen shows at most one                              (delivery, push)
    settle   delivered, later, dropped or gone; a worker that lost its lease changes
             nothing; results are kept while the database is locked or away           (delivery, outbox)
    answer   Done and Stop delete everything that the server holds; Tomorrow and
             Next week move the reminder                                              (api)

Words: a *reminder* is what a person asked for, an *occurrence* one planned delivery of it, a *subscription* the push
subscription of a browser, the *outbox* the occurrences that wait to be sent. The outbox is the source of truth: a
process may be killed at any moment, and the next one continues from there.

A module belongs here if it knows reminders, subscriptions or push messages.
"""
