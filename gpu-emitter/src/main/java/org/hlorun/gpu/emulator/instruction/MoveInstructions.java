package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** Copies between registers, and addresses as values. */
final class MoveInstructions {
  private static final Map<String, long[]> CLOCKS =
      Map.of(
          "%clock", new long[] {0xFFFF_FFFFL, 0},
          "%clock_hi", new long[] {0xFFFF_FFFFL, 32},
          "%clock64", new long[] {-1L, 0},
          "%globaltimer", new long[] {-1L, 0},
          "%globaltimer_lo", new long[] {0xFFFF_FFFFL, 0},
          "%globaltimer_hi", new long[] {0xFFFF_FFFFL, 32});
  private static final Map<String, Long> WINDOWS =
      Map.of(
          "global", 0L,
          "const", 0L,
          "shared", AddressMap.SHARED,
          "shared::cta", AddressMap.SHARED,
          "shared::cluster", AddressMap.SHARED,
          "local", AddressMap.LOCAL,
          "param", AddressMap.PARAM);

  private MoveInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("mov", MoveInstructions::move);
    table.put("cvta", MoveInstructions::convertAddress);
    table.put("isspacep", MoveInstructions::isInSpace);
    table.put("mapa", MoveInstructions::mapAddress);
  }

  private static void move(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(2);
    if (type == PtxType.PRED) {
      int a = emission.predicate(emission.operand(1));
      emission.emit(Steps.logic(0xF0, emission.predicateResult(emission.operand(0)), a, a, a));
    } else if (type.bits() < 16 || type.bits() > 64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    } else if (emission.operand(0) instanceof Operand.Vector vector) {
      unpack(emission, type, vector.elements());
    } else if (emission.operand(1) instanceof Operand.Vector vector) {
      pack(emission, type, vector.elements());
    } else if (emission.operand(1) instanceof Operand.Special(String name)
        && CLOCKS.containsKey(name)) {
      long[] clock = CLOCKS.get(name);
      emission.emit(Steps.clock(emission.result(0, type), clock[0], (int) clock[1]));
    } else {
      copy(emission, emission.result(0, type), source(emission, type));
    }
  }

  /** The generic address of a variable is its address, unless it is in a window. */
  private static int source(Emission emission, PtxType type) {
    return emission.source(1, type.isFloat() && type.isPair() ? PtxType.B32 : type);
  }

  private static void copy(Emission emission, int result, int a) {
    emission.emit(Steps.unary("mov", () -> value -> value, result, a));
  }

  private static PtxType part(Emission emission, PtxType type, int parts) {
    PtxType part =
        parts == 0 || type.bits() % parts != 0
            ? null
            : switch (type.bits() / parts) {
              case 8 -> PtxType.B8;
              case 16 -> PtxType.B16;
              case 32 -> PtxType.B32;
              default -> null;
            };
    if (part == null) {
      throw emission.unsupported("cannot take .%s as %d parts".formatted(type, parts));
    }
    return part;
  }

  private static void unpack(Emission emission, PtxType type, List<Operand> parts) {
    PtxType part = part(emission, type, parts.size());
    int whole = emission.source(1, type);
    int copy = emission.kernel().temporary();
    copy(emission, copy, whole);
    long mask = Bits.mask(part.bits());
    for (int i = 0; i < parts.size(); i++) {
      int shift = i * part.bits();
      if (!(parts.get(i) instanceof Operand.Sink)) {
        emission.emit(
            Steps.unary(
                "unpack." + shift + "." + part.bits(),
                () -> value -> value >>> shift & mask,
                emission.result(parts.get(i), part),
                copy));
      }
    }
  }

  private static void pack(Emission emission, PtxType type, List<Operand> parts) {
    PtxType part = part(emission, type, parts.size());
    int sum = emission.source(parts.getFirst(), part);
    for (int i = 1; i < parts.size(); i++) {
      int shift = i * part.bits();
      boolean last = i == parts.size() - 1;
      int next = last ? emission.result(0, type) : emission.kernel().temporary();
      emission.emit(
          Steps.binary(
              "pack." + shift,
              () -> (low, high) -> low | high << shift,
              next,
              sum,
              emission.source(parts.get(i), part)));
      sum = next;
    }
  }

  private static void convertAddress(Emission emission) {
    boolean to = emission.take("to");
    long window = window(emission);
    PtxType type = emission.takeType();
    emission.end(2);
    if (type != PtxType.U64) {
      throw emission.unsupported("needs addresses of type .u64");
    }
    long added = to ? -window : window;
    emission.emit(
        Steps.unary(
            "cvta." + added,
            () -> address -> address + added,
            emission.result(0, type),
            emission.source(1, type)));
  }

  private static long window(Emission emission) {
    return WINDOWS.get(emission.takeOne(List.copyOf(WINDOWS.keySet())));
  }

  private static void isInSpace(Emission emission) {
    String space = emission.takeOne(List.copyOf(WINDOWS.keySet()));
    emission.end(2);
    long window = WINDOWS.get(space);
    int a = emission.source(1, PtxType.U64);
    emission.emit(
        Steps.compare(
            "isspacep." + window,
            () ->
                (address, same) ->
                    window == 0 ? address < AddressMap.SHARED : AddressMap.isIn(window, address),
            emission.predicateResult(emission.operand(0)),
            a,
            a));
  }

  /** A cluster has one block here: an address of its only block is the address itself. */
  private static void mapAddress(Emission emission) {
    emission.take("shared::cluster");
    PtxType type = emission.takeType();
    emission.end(3);
    if (type != PtxType.U32 && type != PtxType.U64) {
      throw emission.unsupported("needs addresses of type .u32 or .u64");
    }
    emission.source(2, PtxType.U32);
    copy(emission, emission.result(0, type), emission.source(1, type));
  }
}
