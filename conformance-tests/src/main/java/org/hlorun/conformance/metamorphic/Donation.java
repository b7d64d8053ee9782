package org.hlorun.conformance.metamorphic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Lets results have the memory of parameters of the same shape, and donates all others. */
final class Donation {
  private Donation() {}

  static void apply(HloModule module) {
    List<InputOutputAlias> aliases = new ArrayList<>();
    List<BufferDonor> donors = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    List<Shape> outputs =
        module.entry().root().shape() instanceof TupleShape tuple
            ? tuple.elements()
            : List.of(module.entry().root().shape());
    boolean tuple = module.entry().root().shape() instanceof TupleShape;
    for (HloInstruction parameter : module.entry().parameters()) {
      if (!(parameter.shape() instanceof ArrayShape shape)) {
        continue;
      }
      long number = parameter.get(Attribute.PARAMETER_NUMBER);
      int output = 0;
      while (output < outputs.size()
          && (taken.contains(output) || !outputs.get(output).equals(shape))) {
        output++;
      }
      if (output < outputs.size()) {
        taken.add(output);
        LongList index = tuple ? LongList.of(output) : LongList.empty();
        aliases.add(new InputOutputAlias(index, number, LongList.empty(), AliasKind.MAY));
      } else {
        donors.add(new BufferDonor(number, LongList.empty()));
      }
    }
    module.setAttributes(
        module
            .attributes()
            .with(Attribute.INPUT_OUTPUT_ALIAS, aliases)
            .with(Attribute.BUFFER_DONOR, donors));
  }
}
