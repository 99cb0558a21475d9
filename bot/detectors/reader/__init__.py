"""The learned stage: two readers that know context where rules know words, for all four labels at once.

A quick one, linear, says in a tenth of a millisecond whether a message may matter; a close one, a small encoder, reads
only those, and to the end only where its lower half leaves something to find. The close one works in a process of its
own (`process`), or in whichever thread asks. `judges` turn what they say into findings, and take back what a rule found
that the context belies.
How they were made and how often they are right: ``weights/MODEL_CARD.md``. Nothing is fetched, and nothing leaves the
machine.
"""
