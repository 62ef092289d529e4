package org.pixelembedding.train.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A teacher's answers to the pictures of one step, and how much they count (knowledge distillation, arXiv 1503.02531): loss =
 * (1 - weight) * hard + weight * T^2 * KL(softmax(teacher / T) || softmax(student / T)), the mean over the pictures. T^2
 * keeps the size of the gradient when T changes.
 *
 * @param logits the teacher's, order {@code [image][class]}
 * @param temperature T, above 0
 * @param weight 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record SoftTargets(float[] logits, double temperature, double weight) {
    /**
     * Both losses in one.
     *
     * @param hard that of the labels
     * @param student logits, {@code [image][class]}
     */
    Tensor mix(Tensor hard, Tensor student) {
        Tensor teacher = TensorMemory.of(logits, student.size(0), student.size(1));
        Tensor wanted = torch.log_softmax(teacher.div_(TensorMemory.scalar(temperature)), 1);
        Tensor got = torch.log_softmax(student.div(TensorMemory.scalar(temperature)), 1);
        Tensor soft = wanted.exp().mul(wanted.sub(got)).sum();
        double factor = weight * temperature * temperature / student.size(0);
        return hard.mul(TensorMemory.scalar(1 - weight)).add(soft.mul(TensorMemory.scalar(factor)));
    }
}
