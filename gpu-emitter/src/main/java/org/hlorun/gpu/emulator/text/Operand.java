package org.hlorun.gpu.emulator.text;

import java.util.List;

/** An operand of an instruction, with its names resolved. */
public sealed interface Operand {
  /** A register. */
  record Register(PtxRegister register) implements Operand {}

  /** A special register, such as {@code %tid.x}. */
  record Special(String name) implements Operand {}

  /** An integer, wrapped to 64 bits. */
  record Integer(long value) implements Operand {}

  /** A floating-point constant: exactly 32 bits ({@code 0f...}), or a double. */
  record Float(boolean single, long bits) implements Operand {}

  /** The address of a variable, plus a number of bytes. */
  record Symbol(PtxVariable variable, long offset) implements Operand {}

  /** A label. */
  record Label(PtxLabel label) implements Operand {}

  /** The name of a function or of a prototype. */
  record Name(String name) implements Operand {}

  /**
   * {@code [base + offset]}, or {@code [base, {x, y}]}.
   *
   * @param base a register, a symbol or an integer
   * @param offset bytes
   * @param coordinates what follows a comma; empty as a rule
   */
  record Address(Operand base, long offset, List<Operand> coordinates) implements Operand {}

  /** {@code {a, b}}. */
  record Vector(List<Operand> elements) implements Operand {}

  /** {@code (a, b)}: what a call passes. */
  record Group(List<Operand> elements) implements Operand {}

  /** {@code a|b}: two results. */
  record Pair(Operand first, Operand second) implements Operand {}

  /** {@code !p}. */
  record Not(Operand operand) implements Operand {}

  /** {@code _}: the result is not wanted. */
  record Sink() implements Operand {}
}
