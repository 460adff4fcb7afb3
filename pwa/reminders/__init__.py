"""Reminders: the life of one, from a tap to its deletion.

    ask      the person sees the words of the lock screen and allows notifications; the browser
             subscribes                                                               (page)
    prove    the server checks the subscription and sends a first push; after that
             it stores the reminder                                                   (requests, api, push)
    plan     at its time, one transaction puts it into the outbox and moves it to
             its next time, or lets it rest                                           (outbox)
    claim    a worker claims due rows of the outbox under a lease                     (outbox)
    send     many at a time, encrypted; topic and tag collapse a push that is
             sent again into one on the screen                                        (delivery, push)
    settle   the worker stores the outcome: delivered, later, dropped or gone; one that
             lost its lease changes nothing; outcomes are kept while the database is
             locked or away                                                           (delivery, outbox)
    answer   Done and Stop delete everything that the server holds; Tomorrow and
             Next week move the reminder                                              (api, store)
    rest     after its last delivery it waits 7 days for an answer, then it is deleted (outbox)
    pause    nothing is sent; after 90 days it is deleted                             (store, outbox)

Words: a *reminder* is what a person asked for, an *occurrence* one planned delivery of it, a *subscription* the push
subscription of a browser, the *outbox* the occurrences that wait to be sent. The outbox is the source of truth: a
process may be killed at any moment, and the next one continues from there.

A module belongs here if it knows reminders, subscriptions or push messages.
"""
