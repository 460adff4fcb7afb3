"""Gates for translations: what a machine can tell about a wrong one.

`gates` says what is wrong with a translated sentence, `words` reads what the gates know about a language from
`words/<catalogue>.toml`, and `identity` recognises languages. The tests try them with every catalogue, also those of
languages that are not offered yet, and with faults that were planted.
"""
