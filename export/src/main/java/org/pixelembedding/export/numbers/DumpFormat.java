package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How one array is written to a file of its own. */
public enum DumpFormat {
    /** NumPy's. */
    NPY {
        @Override
        void write(String name, ModelArray array, OutputStream out) throws IOException {
            NpyFile.write(array, out);
        }
    },
    /** One object: name, meaning, shape, values as nested lists. */
    JSON {
        @Override
        void write(String name, ModelArray array, OutputStream out) throws IOException {
            StringBuilder text = new StringBuilder();
            text.append("{\"name\": \"")
                    .append(name)
                    .append("\", \"meaning\": \"")
                    .append(array.meaning());
            text.append("\", \"shape\": ").append(array.shape()).append(", \"values\": ");
            array.writeJson(text);
            out.write(utf8(text.append("}\n")));
        }
    },
    /** A line an element: its indices, named by the dimensions, and its value. */
    CSV {
        @Override
        void write(String name, ModelArray array, OutputStream out) throws IOException {
            StringBuilder text = new StringBuilder();
            text.append(String.join(",", array.dimensions())).append(",value\n");
            int[] index = new int[array.shape().size()];
            for (String value : array.texts()) {
                for (int i : index) {
                    text.append(i).append(',');
                }
                text.append(value).append('\n');
                for (int d = index.length - 1;
                        d >= 0 && ++index[d] == array.shape().get(d);
                        d--) {
                    index[d] = 0;
                }
            }
            out.write(utf8(text));
        }
    },
    /** A heat map, light for the smallest value and dark for the largest. */
    PNG {
        @Override
        void write(String name, ModelArray array, OutputStream out) throws IOException {
            out.write(HeatMap.png(array));
        }
    },
    /** A constant of C99. */
    C {
        @Override
        void write(String name, ModelArray array, OutputStream out) throws IOException {
            StringBuilder text =
                    new StringBuilder("/* ").append(array.meaning()).append(" */\n#include <stdint.h>\n\n");
            text.append("static const ")
                    .append(
                            switch (array.type()) {
                                case BOOL, UINT8 -> "uint8_t";
                                case INT8 -> "int8_t";
                                case INT16 -> "int16_t";
                                case INT32 -> "int32_t";
                                case FLOAT32 -> "float";
                            })
                    .append(' ')
                    .append(name.replaceAll("[^A-Za-z0-9]", "_"));
            array.shape().forEach(size -> text.append('[').append(size).append(']'));
            text.append(" = ");
            braces(array.shape(), 0, cValues(array).iterator(), text);
            out.write(utf8(text.append(";\n")));
        }
    };

    abstract void write(String name, ModelArray array, OutputStream out) throws IOException;

    /** As on the command line, and the ending of file names. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The ending, for help texts. */
    @Override
    public String toString() {
        return ending();
    }

    private static byte[] utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> cValues(ModelArray array) {
        List<String> values = new ArrayList<>();
        for (String value : array.texts()) {
            values.add(
                    switch (array.type()) {
                        case BOOL -> value.equals("true") ? "1" : "0";
                        case FLOAT32 -> value + "f";
                        // The smallest int32 is no literal of C: a minus before a number that does not fit.
                        case INT32 -> value.equals("-2147483648") ? "INT32_MIN" : value;
                        case UINT8, INT8, INT16 -> value;
                    });
        }
        return values;
    }

    private static void braces(
            List<Integer> shape, int dimension, java.util.Iterator<String> values, StringBuilder text) {
        boolean last = dimension == shape.size() - 1;
        text.append('{');
        for (int i = 0; i < shape.get(dimension); i++) {
            text.append(i == 0 ? "" : last ? ", " : ",\n");
            if (last) {
                text.append(values.next());
            } else {
                braces(shape, dimension + 1, values, text);
            }
        }
        text.append('}');
    }
}
