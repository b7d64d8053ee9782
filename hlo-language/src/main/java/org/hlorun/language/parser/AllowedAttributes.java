package org.hlorun.language.parser;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.Opcode;

/**
 * The attributes that may stand behind an instruction's operands, by name, and those that must.
 *
 * @param byName what may be given
 * @param required what must be given
 */
record AllowedAttributes(SortedMap<String, Attribute<?>> byName, List<Attribute<?>> required) {
  /** Not an attribute of the table: it links instructions. */
  static final String CONTROL_PREDECESSORS = "control-predecessors";

  private static final Map<Opcode, AllowedAttributes> BY_OPCODE = new EnumMap<>(Opcode.class);
  private static final AllowedAttributes CONDITIONAL_ON_PRED =
      of(
          Opcode.CONDITIONAL,
          attribute -> attribute != Attribute.BRANCH_COMPUTATIONS,
          List.of(Attribute.TRUE_COMPUTATION, Attribute.FALSE_COMPUTATION));
  private static final AllowedAttributes CONDITIONAL_ON_INDEX =
      of(
          Opcode.CONDITIONAL,
          attribute ->
              attribute != Attribute.TRUE_COMPUTATION && attribute != Attribute.FALSE_COMPUTATION,
          List.of(Attribute.BRANCH_COMPUTATIONS));

  private static final AllowedAttributes BROADCAST_OF_ARRAY =
      of(Opcode.BROADCAST, attribute -> true, List.of(Attribute.DIMENSIONS));

  static {
    for (Opcode opcode : Opcode.values()) {
      BY_OPCODE.put(opcode, of(opcode, attribute -> true, List.of()));
    }
  }

  static AllowedAttributes of(Opcode opcode) {
    return BY_OPCODE.get(opcode);
  }

  /** Those of a conditional, whose branches are named by the type of its index. */
  static AllowedAttributes ofConditional(boolean onPred) {
    return onPred ? CONDITIONAL_ON_PRED : CONDITIONAL_ON_INDEX;
  }

  /** Those of a broadcast, which says where the operand's dimensions go if there are any. */
  static AllowedAttributes ofBroadcast(boolean ofScalar) {
    return ofScalar ? of(Opcode.BROADCAST) : BROADCAST_OF_ARRAY;
  }

  private static AllowedAttributes of(
      Opcode opcode, Predicate<Attribute<?>> filter, List<Attribute<?>> moreRequired) {
    SortedMap<String, Attribute<?>> byName = new TreeMap<>();
    List<Attribute<?>> required = new ArrayList<>(moreRequired);
    for (List<AttributeUse> uses : List.of(opcode.attributes(), Opcode.COMMON)) {
      for (AttributeUse use : uses) {
        Attribute<?> attribute = use.attribute();
        if (attribute.form() != Attribute.Form.OPERAND_POSITION && filter.test(attribute)) {
          byName.put(attribute.name(), attribute);
          if (use.required()) {
            required.add(attribute);
          }
        }
      }
    }
    byName.put(CONTROL_PREDECESSORS, null);
    return new AllowedAttributes(byName, List.copyOf(required));
  }

  /** These with more optional ones; an attribute that is here already stays what it is. */
  AllowedAttributes with(Attribute<?>... more) {
    SortedMap<String, Attribute<?>> names = new TreeMap<>(byName);
    for (Attribute<?> attribute : more) {
      names.putIfAbsent(attribute.name(), attribute);
    }
    return new AllowedAttributes(names, required);
  }

  /** These with one more that must be given. */
  AllowedAttributes requiring(Attribute<?> attribute) {
    List<Attribute<?>> more = new ArrayList<>(required);
    more.add(attribute);
    return new AllowedAttributes(byName, List.copyOf(more));
  }
}
