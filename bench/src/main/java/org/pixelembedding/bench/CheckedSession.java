package org.pixelembedding.bench;

import java.util.Arrays;
import java.util.Random;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Plan;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Session;

/** A session of the everyday plan whose every value that is there was compared with the unfused scalar engine's. */
final class CheckedSession {
    private final Plan plan;
    private final Session session;
    private final byte[] picture;

    /** On the best kernel of this JVM. */
    CheckedSession(Model model) {
        this(model, BitKernels.best());
    }

    CheckedSession(Model model, BitKernel kernel) {
        picture = picture(model.inputHeight() * model.inputWidth() * 3);
        plan = Planner.plan(model, model.inputHeight(), model.inputWidth(), kernel);
        session = plan.newSession();
        session.run(picture);
        Session scalar = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth(), new ScalarBitKernel())
                .newSession();
        scalar.run(picture);
        NodeValues got = session.trace();
        NodeValues expected = scalar.trace();
        int compared = 0;
        for (int i = 0; i < model.nodes().size(); i++) {
            if (got.has(i)) {
                compared++;
                if (!Arrays.equals(got.values(i), expected.values(i))) {
                    throw new IllegalStateException(
                            "layer '" + model.nodes().get(i).name() + "' of " + model + " is wrong");
                }
            }
        }
        if (compared == 0) {
            throw new IllegalStateException("nothing could be compared in " + model);
        }
    }

    /** Random bytes, the same every time. */
    static byte[] picture(int bytes) {
        byte[] picture = new byte[bytes];
        new Random(1).nextBytes(picture);
        return picture;
    }

    Plan plan() {
        return plan;
    }

    Session run() {
        session.run(picture);
        return session;
    }
}
