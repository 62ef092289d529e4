/**
 * Comparisons of trainings: a {@link Grid} says which runs there are, each run leaves a
 * {@link RunResult}, and a {@link ReportPage} is filled
 * with the tables and figures that follow from those files and from nothing else.
 */
package org.pixelembedding.cli.experiment;
