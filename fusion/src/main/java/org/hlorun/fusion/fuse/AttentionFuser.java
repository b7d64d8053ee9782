package org.hlorun.fusion.fuse;

import java.util.List;
import java.util.function.Predicate;

/** Fuses a dot, the softmax of its rows, and the dot that follows. */
final class AttentionFuser {
  private final Merger merger;
  private final Predicate<AttentionParts> wanted;

  AttentionFuser(Merger merger, Predicate<AttentionParts> wanted) {
    this.merger = merger;
    this.wanted = wanted;
  }

  /** Merges the kernels before a dot into its own, if together they are an attention. */
  void fuse(KernelNode dot) {
    KernelGroup result = dot.group;
    for (KernelGroup softmax : merger.groups().producers(result)) {
      if (softmax.has(FusionForm.ROW)) {
        for (KernelGroup scores : merger.groups().producers(softmax)) {
          if (scores.has(FusionForm.CONTRACTION) && tryMerge(scores, softmax, result)) {
            return;
          }
        }
      }
    }
  }

  private boolean tryMerge(KernelGroup scores, KernelGroup softmax, KernelGroup result) {
    List<KernelNode> members =
        KernelGraph.union(KernelGraph.union(scores.members, softmax.members), result.members);
    FusionVerdict verdict = merger.judge(members);
    if (verdict == null || !verdict.isValid() || !isWanted(members)) {
      return false;
    }
    // With one output there is no way from the first kernel to the last but through the second.
    KernelGroup first = merger.groups().merge(scores, softmax, verdict);
    merger.groups().merge(first, result, verdict);
    return true;
  }

  private boolean isWanted(List<KernelNode> members) {
    return AttentionParts.of(merger.graph().region(members)).filter(wanted).isPresent();
  }
}
