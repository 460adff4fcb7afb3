"""The review desk: people check the sentences, and `pwa review merge` writes down what they found.

`sections` puts the sentences into the order of the pages. `desk` shows them in a browser, `xlsx` in a table. Each makes
a file of answers (`answers`), which `merge` writes into the catalogue and the table of states. `check` finds what is
wrong with a catalogue, `report` reads what readers report, and `commands` is what a person types. Needs a checkout: a
wheel has no catalogues.
"""
