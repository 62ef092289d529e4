/**
 * The page that shows what a model is and what it does: {@code ReportPage} puts sections together, each of which makes HTML
 * and pictures from numbers it is given. Start at {@code Report}. Nothing here trains, times or reads files.
 */
package org.pixelembedding.cli.report;
