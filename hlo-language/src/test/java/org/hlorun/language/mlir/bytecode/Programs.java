package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.List;

/** Programs that tests write as bytecode. */
final class Programs {
  private static final int HAS_ATTRIBUTES = 1;
  private static final int HAS_RESULTS = 2;
  private static final int HAS_OPERANDS = 4;
  private static final int HAS_REGIONS = 16;
  private static final int HAS_PROPERTIES = 64;

  private Programs() {}

  /** A module of one function {@code @main} that adds its argument to itself, and no more. */
  static BytecodeBuilder doubled(int version) {
    BytecodeBuilder builder = new BytecodeBuilder(version);
    int f32 = builder.vhloType(Encoded.of().varint(4));
    int tensor = builder.vhloType(Encoded.of().varint(20).signedList(2).varint(f32));
    Encoded operations =
        operation(builder, version, "vhlo.add_v1", List.of(), List.of(tensor), 0, 0);
    operations.add(operation(builder, version, "vhlo.return_v1", List.of(), List.of(), 1));
    return program(builder, version, List.of(tensor), List.of(tensor), 2, operations, 2);
  }

  /**
   * A module of one function {@code @main} of a block with operations.
   *
   * @param values how many values it defines, arguments included
   * @param count how many operations there are
   */
  static BytecodeBuilder program(
      BytecodeBuilder builder,
      int version,
      List<Integer> inputs,
      List<Integer> results,
      int values,
      Encoded operations,
      int count) {
    Encoded type = Encoded.of().varint(8).varint(inputs.size());
    inputs.forEach(type::varint);
    type.varint(results.size());
    results.forEach(type::varint);
    int function = builder.vhlo(new Encoded().varints(17, builder.vhloType(type)));
    int none = builder.vhlo(Encoded.of().varint(1).varint(0));
    int name = builder.vhloString("main");
    int visibility = builder.vhloString("");
    List<Object> attributes =
        List.of(
            "arg_attrs",
            none,
            "function_type",
            function,
            "res_attrs",
            none,
            "sym_name",
            name,
            "sym_visibility",
            visibility);
    // One block; the number of values; the number of operations and whether there are arguments.
    boolean hasArguments = !inputs.isEmpty();
    Encoded region = new Encoded().varints(1, values, count * 2 + (hasArguments ? 1 : 0));
    if (hasArguments) {
      region.varint(inputs.size());
      for (int input : inputs) {
        if (version >= 4) {
          region.varint(input * 2);
        } else {
          region.varints(input, builder.unknown);
        }
      }
      if (version >= 3) {
        region.add(0);
      }
    }
    region.add(operations);
    Encoded main = operation(builder, version, "vhlo.func_v1", attributes, List.of());
    main = regions(main, version, region, 1);
    Encoded module = new Encoded().varints(1, 0, 2).add(main);
    return builder.body(
        new Encoded().varint(2).add(regions(module(builder, version), version, module, 1)));
  }

  private static Encoded module(BytecodeBuilder builder, int version) {
    Encoded header = new Encoded().varint(builder.operation("builtin.module"));
    if (version < 5) {
      return header.add(0).varint(builder.unknown);
    }
    int properties = builder.properties(Encoded.of().varints(0, 0));
    return header.add(HAS_PROPERTIES).varints(builder.unknown, properties);
  }

  /** An operation with isolated regions: sets the flag in the mask and appends the regions. */
  private static Encoded regions(Encoded operation, int version, Encoded regions, int count) {
    byte[] bytes = operation.toBytes();
    bytes[1] |= HAS_REGIONS; // names are few, so the mask is the second byte
    Encoded result = new Encoded().add(bytes).varint(count * 2 + 1);
    return version >= 2 ? result.section(4, regions) : result.add(regions);
  }

  /** An operation with regions that see the values around it. */
  static Encoded withRegions(Encoded operation, Encoded regions, int count) {
    byte[] bytes = operation.toBytes();
    bytes[1] |= HAS_REGIONS;
    return new Encoded().add(bytes).varint(count * 2L).add(regions);
  }

  /**
   * An operation without regions.
   *
   * @param attributes names and indices of values, taken in turns, in alphabetical order
   */
  static Encoded operation(
      BytecodeBuilder builder,
      int version,
      String name,
      List<Object> attributes,
      List<Integer> types,
      int... operands) {
    int mask = (types.isEmpty() ? 0 : HAS_RESULTS) | (operands.length == 0 ? 0 : HAS_OPERANDS);
    List<Integer> extra = new ArrayList<>();
    if (!attributes.isEmpty() && version < 5) {
      mask |= HAS_ATTRIBUTES;
      extra.add(builder.dictionary(attributes.toArray()));
    } else if (!attributes.isEmpty()) {
      mask |= HAS_PROPERTIES;
      Encoded properties = new Encoded();
      for (int i = 1; i < attributes.size(); i += 2) {
        properties.varint((int) attributes.get(i));
      }
      extra.add(builder.properties(properties));
    }
    Encoded bytes = new Encoded().varint(builder.operation(name)).add(mask);
    bytes.varint(builder.unknown);
    extra.forEach(bytes::varint);
    if (!types.isEmpty()) {
      bytes.varint(types.size());
      types.forEach(bytes::varint);
    }
    if (operands.length > 0) {
      bytes.varint(operands.length);
      for (int operand : operands) {
        bytes.varint(operand);
      }
    }
    return bytes;
  }

  /** A module with one discardable attribute, {@code t.a}. */
  static BytecodeBuilder attribute(BytecodeBuilder builder, int attribute) {
    int dictionary = builder.dictionary("t.a", attribute);
    Encoded module =
        new Encoded().varint(builder.operation("builtin.module")).add(HAS_ATTRIBUTES | HAS_REGIONS);
    module.varints(builder.unknown, dictionary, 3);
    // One region of one empty block.
    return builder.body(
        new Encoded().varint(2).add(module.section(4, new Encoded().varints(1, 0, 0))));
  }
}
