"""A process of our own for what computes long: questions go in and answers come out, in turn, over its two pipes.

`asking` is our side, in the event loop; `answering` is the process's. What passes between them is pickled: both ends
are this program, and nobody else can reach the pipes. The process is given none of the operator's settings, so no
secret; it keeps nothing, and ends when we do, however we end.
"""
