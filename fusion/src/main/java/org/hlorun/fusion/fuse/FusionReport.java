package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@link FusionPass} did: the number of fusions of each form, and what stayed outside. */
public final class FusionReport {
  private final Map<FusionForm, Integer> fusions = new EnumMap<>(FusionForm.class);
  private final List<FusionDecision> outside = new ArrayList<>();
  private final List<GivenUpFusion> givenUp = new ArrayList<>();

  void addFusion(FusionForm form) {
    fusions.merge(form, 1, Integer::sum);
  }

  void addGivenUp(GivenUpFusion fusion) {
    givenUp.add(fusion);
  }

  void addOutside(FusionDecision decision) {
    outside.add(decision);
  }

  /** How many fusions of each form were made. */
  public Map<FusionForm, Integer> fusions() {
    return Collections.unmodifiableMap(fusions);
  }

  /** The instructions that are kernels of their own, in program order, with the reason. */
  public List<FusionDecision> outside() {
    return Collections.unmodifiableList(outside);
  }

  /** The fusions that were given up so that results take less memory. */
  public List<GivenUpFusion> givenUp() {
    return Collections.unmodifiableList(givenUp);
  }
}
