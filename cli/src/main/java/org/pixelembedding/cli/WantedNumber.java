package org.pixelembedding.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A number on the command line that has a smallest value: below it the usage is wrong (exit code 2). */
final class WantedNumber {
    private WantedNumber() {}

    static int atLeast(int smallest, int value, String option, CommandSpec spec) {
        if (value < smallest) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ", want a whole number of at least " + smallest);
        }
        return value;
    }
}
