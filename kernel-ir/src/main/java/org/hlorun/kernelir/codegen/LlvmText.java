package org.hlorun.kernelir.codegen;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.hlorun.kernelir.ir.ScalarType;

/** Text of an LLVM function that grows line by line. */
public final class LlvmText {
  /** Instructions of addresses, masks and vectors that have no effect. */
  private static final Set<String> PURE =
      Set.of(
          "add",
          "and",
          "bitcast",
          "extractelement",
          "getelementptr",
          "icmp",
          "insertelement",
          "mul",
          "or",
          "sext",
          "shufflevector",
          "sub",
          "trunc",
          "udiv",
          "urem",
          "xor",
          "zext");

  private final StringBuilder text = new StringBuilder();

  /** The registers of pure instructions of the block. */
  private final Map<String, String> results = new HashMap<>();

  private final Set<String> declarations = new TreeSet<>();
  private int next;
  private String block = "entry";
  private boolean hasSeldom;

  /** A register name that was not used before. */
  public String fresh() {
    return "%t" + next++;
  }

  public String freshLabel(String stem) {
    return stem + next++;
  }

  /** Appends an instruction without result. */
  public void line(String instruction) {
    text.append("  ").append(instruction).append('\n');
  }

  /**
   * Appends an instruction and gives the register of its result: that of the same instruction
   * further up in the block, if its result depends on its operands only. LLVM would find this too,
   * but takes half of its time before code generation to read and compare what is left out here.
   */
  public String assign(String instruction) {
    boolean isPure = PURE.contains(instruction.substring(0, instruction.indexOf(' ')));
    String known = isPure ? results.get(instruction) : null;
    if (known != null) {
      return known;
    }
    String register = fresh();
    line(register + " = " + instruction);
    if (isPure) {
      results.put(instruction, register);
    }
    return register;
  }

  /**
   * Lanes of two vectors in another order.
   *
   * @param vector the type of both
   * @param b the second one; its lanes are numbered behind those of the first
   * @param count lanes of the result
   * @param lane which lane each of them is; -1 = none, for a value that nobody uses
   */
  public String shuffle(String vector, String a, String b, int count, IntUnaryOperator lane) {
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int from = lane.applyAsInt(i);
      order.append(i == 0 ? "i32 " : ", i32 ");
      if (from < 0) {
        order.append("poison");
      } else {
        order.append(from);
      }
    }
    String both = vector + " " + a + ", " + vector + " " + b;
    return assign("shufflevector " + both + ", <" + count + " x i32> <" + order + ">");
  }

  /** Starts a basic block. */
  public void label(String label) {
    text.append(label).append(":\n");
    results.clear();
    block = label;
  }

  /** The basic block that lines go to. */
  public String block() {
    return block;
  }

  public void jump(String label) {
    line("br label %" + label);
  }

  public void branch(String condition, String onTrue, String onFalse) {
    line("br i1 " + condition + ", label %" + onTrue + ", label %" + onFalse);
  }

  /** A branch that mostly goes to {@code onFalse}: LLVM moves the other block out of the way. */
  void branchSeldom(String condition, String onTrue, String onFalse) {
    hasSeldom = true;
    line("br i1 " + condition + ", label %" + onTrue + ", label %" + onFalse + ", !prof !0");
  }

  /** Whether a flag of {@code width} lanes is true in any of them, as an {@code i1}. */
  String anyLane(String flags, int width) {
    String type = vector(ScalarType.I1, width);
    String symbol = "@llvm.vector.reduce.or.v" + width + "i1";
    declare("i1 " + symbol + "(" + type + ")");
    return assign("call i1 " + symbol + "(" + type + " " + flags + ")");
  }

  /**
   * A value, or another one that is only computed where a condition holds, which it seldom does.
   */
  String orSeldom(String condition, String type, String usual, Supplier<String> other) {
    String onTrue = freshLabel("seldom");
    String join = freshLabel("join");
    String before = block;
    branchSeldom(condition, onTrue, join);
    label(onTrue);
    String chosen = other.get();
    String end = block;
    jump(join);
    label(join);
    return assign(
        "phi " + type + " [ " + usual + ", %" + before + " ], [ " + chosen + ", %" + end + " ]");
  }

  /** The module's lines about branches, behind its functions. */
  String weights() {
    return hasSeldom ? "!0 = !{!\"branch_weights\", i32 1, i32 1000}\n" : "";
  }

  /** Notes that an external function is used. */
  public void declare(String declaration) {
    declarations.add("declare " + declaration);
  }

  public Set<String> declarations() {
    return declarations;
  }

  /** The length so far, as a place to insert at. */
  public int mark() {
    return text.length();
  }

  public void insert(int mark, String lines) {
    text.insert(mark, lines);
  }

  /** Takes away what was written since a mark. */
  public String take(int mark) {
    String taken = text.substring(mark);
    text.setLength(mark);
    return taken;
  }

  public String body() {
    return text.toString();
  }

  public static String type(ScalarType type) {
    return switch (type) {
      case I1 -> "i1";
      case I8 -> "i8";
      case I16 -> "i16";
      case I32 -> "i32";
      case I64 -> "i64";
      case F16 -> "half";
      case F32 -> "float";
      case F64 -> "double";
    };
  }

  /** The suffix of a type in the name of an intrinsic. */
  public static String suffix(ScalarType type) {
    return type.isFloat() ? "f" + type.bits() : "i" + type.bits();
  }

  public static String vector(ScalarType type, int width) {
    return "<" + width + " x " + type(type) + ">";
  }
}
