package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Merges kernels that read the same value and do not depend on each other. */
final class SiblingFuser {
  /** With how many kernels before it a reader of a value is tried. */
  private static final int MAX_ATTEMPTS = 4;

  private final Merger merger;

  SiblingFuser(Merger merger) {
    this.merger = merger;
  }

  /** Merges the kernels that read a value, as far as the rules allow. */
  void fuseReaders(KernelNode value) {
    Set<KernelGroup> readers = new LinkedHashSet<>();
    for (KernelNode consumer : value.consumers) {
      KernelGroup reader = consumer.group;
      if (mayHaveSiblings(reader)) {
        readers.add(reader);
      }
    }
    List<KernelGroup> kept = new ArrayList<>();
    for (KernelGroup reader : readers) {
      if (!mergeWithOne(kept, reader)) {
        kept.add(reader);
      }
    }
  }

  private boolean mergeWithOne(List<KernelGroup> kept, KernelGroup reader) {
    int first = Math.max(0, kept.size() - MAX_ATTEMPTS);
    for (int i = kept.size() - 1; i >= first; i--) {
      KernelGroup earlier = kept.get(i);
      KernelGroup merged =
          earlier.position < reader.position
              ? merger.tryMerge(earlier, reader)
              : merger.tryMerge(reader, earlier);
      if (merged != null) {
        kept.set(i, merged);
        return true;
      }
    }
    return false;
  }

  private static boolean mayHaveSiblings(KernelGroup group) {
    return group.has(FusionForm.LOOP)
        || group.has(FusionForm.ROW)
        || group.has(FusionForm.REDUCTION);
  }
}
