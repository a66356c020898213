# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""One peer in a process of its own, driven by lines over its standard input.

    worker.py TASK

TASK is the JSON of programs.build and names a file for the output. The worker
builds the program, writes the logits there and answers with a line of JSON;
then every line that it reads is a number of seconds to run for, which it
answers with the times. Between the lines it sleeps, so that no thread of its
pools spins while others are measured. It ends with its input.
"""

import json
import os
import sys


def answer_on(channel, **fields):
    channel.write(json.dumps(fields) + "\n")
    channel.flush()


def main():
    # Libraries print as they please; their lines go to the error output.
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    task = json.loads(sys.argv[1])

    import numpy as np
    from programs import build

    program = build(task)
    np.save(task["output"], program.output())
    answer_on(channel, version=program.version, notes=program.notes)
    for line in sys.stdin:
        answer_on(channel, times=program.times(float(line)))


if __name__ == "__main__":
    main()
