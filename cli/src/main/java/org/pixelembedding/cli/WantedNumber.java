package org.pixelembedding.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A number on the command line that has a smallest value: below it the usage is wrong (exit code 2). */
final class WantedNumber {
    private static final int LARGEST_PORT = 65535;

    private WantedNumber() {}

    static int atLeast(int smallest, int value, String option, CommandSpec spec) {
        if (value < smallest) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ", want a whole number of at least " + smallest);
        }
        return value;
    }

    /** A port of a server, 0 for any that is free. */
    static int port(int value, CommandSpec spec) {
        if (value < 0 || value > LARGEST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is " + value + ", want 0 to " + LARGEST_PORT);
        }
        return value;
    }
}
