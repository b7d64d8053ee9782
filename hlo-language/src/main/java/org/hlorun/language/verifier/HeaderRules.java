package org.hlorun.language.verifier;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.Signature;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/** The header of a module against its entry computation (I20 to I23). */
final class HeaderRules {
  private final HloModule module;
  private final Signature entry;
  private final Report report;

  private HeaderRules(HloModule module, Report report) {
    this.module = module;
    this.entry = Signature.of(module.entry());
    this.report = report;
  }

  /** Checks what the other rules take for granted: device counts, shapes. */
  static void checkForm(HloModule module, ShapeRules shapes, Report report) {
    try {
      checkDeviceCounts(module);
      Optional<ProgramShape> layout = module.attributes().find(Attribute.ENTRY_COMPUTATION_LAYOUT);
      if (layout.isPresent()) {
        layout.get().parameters().forEach(shapes::check);
        shapes.check(layout.get().result());
      }
    } catch (Violation violation) {
      report.add(violation);
    }
  }

  private static void checkDeviceCounts(HloModule module) {
    long replicas = module.find(Attribute.REPLICA_COUNT).orElse(1L);
    long partitions = module.find(Attribute.NUM_PARTITIONS).orElse(1L);
    Violation.unless(
        replicas > 0
            && partitions > 0
            && replicas <= HloVerifier.MAX_DEVICES
            && partitions <= HloVerifier.MAX_DEVICES
            && replicas * partitions <= HloVerifier.MAX_DEVICES,
        Invariant.DEVICE_COUNTS,
        "replica_count=%d and num_partitions=%d must be positive, their product at most %d",
        replicas,
        partitions,
        HloVerifier.MAX_DEVICES);
  }

  static void check(HloModule module, Report report) {
    HeaderRules rules = new HeaderRules(module, report);
    for (Runnable rule :
        List.<Runnable>of(rules::checkEntryLayout, rules::checkAliases, rules::checkDonors)) {
      try {
        rule.run();
      } catch (Violation violation) {
        report.add(violation);
      }
    }
  }

  private void checkEntryLayout() {
    Optional<ProgramShape> found = module.attributes().find(Attribute.ENTRY_COMPUTATION_LAYOUT);
    if (found.isEmpty()) {
      return;
    }
    List<Shape> parameters = found.get().parameters();
    Violation.unless(
        parameters.size() == entry.arity(),
        Invariant.ENTRY_LAYOUT,
        "Number of entry parameters is %d, but entry_computation_layout has %d",
        entry.arity(),
        parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      Violation.unless(
          parameters.get(i).isCompatible(entry.parameter(i)),
          Invariant.ENTRY_LAYOUT,
          "Shape of the entry computation's parameter %d is %s should be compatible to %s",
          i,
          entry.parameter(i),
          parameters.get(i));
    }
    Violation.unless(
        found.get().result().isCompatible(entry.result()),
        Invariant.ENTRY_LAYOUT,
        "Shape of the root instruction of entry computation, %s, should be compatible to one"
            + " specified in module's entry computation layout, %s",
        entry.result(),
        found.get().result());
  }

  /** A part of a parameter. */
  private record Place(long parameter, LongList index) {}

  private void checkAliases() {
    Set<LongList> outputs = new HashSet<>();
    Set<Place> inputs = new HashSet<>();
    for (InputOutputAlias alias :
        module.attributes().find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
      ArrayShape input =
          parameterPart(
              "input_output_alias",
              Invariant.INPUT_OUTPUT_ALIAS,
              new Place(alias.parameter(), alias.parameterIndex()));
      ArrayShape output =
          array(
              CallRules.part(entry.result(), alias.outputIndex()),
              Invariant.INPUT_OUTPUT_ALIAS,
              "input_output_alias names output {%s}, which is not an array of the result"
                  .formatted(alias.outputIndex()));
      checkSizes(alias, input, output);
      Violation.unless(
          outputs.add(alias.outputIndex()),
          Invariant.INPUT_OUTPUT_ALIAS,
          "Output {%s} is aliased twice",
          alias.outputIndex());
      Violation.unless(
          inputs.add(new Place(alias.parameter(), alias.parameterIndex())),
          Invariant.INPUT_OUTPUT_ALIAS,
          "Parameter %d at index {%s} is aliased twice",
          alias.parameter(),
          alias.parameterIndex());
    }
  }

  private static void checkSizes(InputOutputAlias alias, ArrayShape input, ArrayShape output) {
    Violation.unless(
        input.byteSize() == output.byteSize(),
        Invariant.INPUT_OUTPUT_ALIAS,
        "Expected aliased input %d at index {%s} and output at index {%s} to have the same size."
            + " Input sub-shape is %s with size %d, output sub-shape is %s with size %d",
        alias.parameter(),
        alias.parameterIndex(),
        alias.outputIndex(),
        input,
        input.byteSize(),
        output,
        output.byteSize());
  }

  private ArrayShape parameterPart(String attribute, Invariant invariant, Place place) {
    Violation.unless(
        place.parameter >= 0 && place.parameter < entry.arity(),
        invariant,
        "%s names parameter %d, but the entry computation has %d",
        attribute,
        place.parameter,
        entry.arity());
    return array(
        CallRules.part(entry.parameter((int) place.parameter), place.index),
        invariant,
        "%s names part {%s} of parameter %d, which is not an array of it"
            .formatted(attribute, place.index, place.parameter));
  }

  private static ArrayShape array(Optional<Shape> part, Invariant invariant, String problem) {
    if (part.isPresent() && part.get() instanceof ArrayShape array) {
      return array;
    }
    throw Violation.of(invariant, "%s", problem);
  }

  private void checkDonors() {
    Set<Place> seen = new HashSet<>();
    for (InputOutputAlias alias :
        module.attributes().find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
      seen.add(new Place(alias.parameter(), alias.parameterIndex()));
    }
    for (BufferDonor donor : module.attributes().find(Attribute.BUFFER_DONOR).orElse(List.of())) {
      Place place = new Place(donor.parameter(), donor.parameterIndex());
      parameterPart("buffer_donor", Invariant.BUFFER_DONORS, place);
      Violation.unless(
          seen.add(place),
          Invariant.BUFFER_DONORS,
          "Parameter %d at index {%s} is donated twice, or aliased already",
          donor.parameter(),
          donor.parameterIndex());
    }
  }
}
