"""Our own preferences from a few questions, and what may be claimed on the strength of the answers.

One module a question: `weights` (which move matters most), `values` (how good is how much of an
issue), `even_swaps` (what a step is worth), `batna` (when to walk away), `equality` (are these
packages equal), `trade_offs` (what does calling them equal say). The last two solve linear
programmes; import them where they are used, since loading the solver takes a third of a second.
"""
