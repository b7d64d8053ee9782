package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Loads and stores of neighbours of which some lanes take no part. Where these are known, whole
 * vectors or none at all take the place of masks.
 */
final class MaskedAccess {
  private final LlvmText text;

  /** Bytes of the widest masked load; wider ones are written as several. */
  private int registerBytes = Integer.MAX_VALUE;

  MaskedAccess(LlvmText text) {
    this.text = text;
  }

  /**
   * Masked loads that are wider than a register are cut into pieces of its size. LLVM 20 cuts them
   * itself, but takes a piece whose mask is constant and false for a load without a mask.
   */
  void setRegisterBytes(int bytes) {
    registerBytes = bytes;
  }

  private static int align(Buffer buffer) {
    return buffer.type().byteSize();
  }

  /** The elements from an address on, zeros where the mask is false. */
  String load(Buffer buffer, ScalarType type, String address, String mask, int width) {
    String vector = LlvmText.vector(type, width);
    String flags = LlvmText.vector(ScalarType.I1, width);
    boolean[] known = LaneLiterals.flags(mask);
    if (known != null && LaneLiterals.prefix(known) == 0) {
      return "zeroinitializer";
    }
    if (known != null && LaneLiterals.prefix(known) == width) {
      return text.assign("load " + vector + ", ptr " + address + ", align " + align(buffer));
    }
    if (width > 2 && (long) width * align(buffer) > registerBytes) {
      return loadHalves(buffer, type, address, mask, width);
    }
    String name = "@llvm.masked.load.v" + width + LlvmText.suffix(type) + ".p0";
    text.declare(vector + " " + name + "(ptr, i32 immarg, " + flags + ", " + vector + ")");
    return text.assign(
        "call "
            + vector
            + " "
            + name
            + "(ptr "
            + address
            + ", i32 "
            + align(buffer)
            + ", "
            + flags
            + " "
            + mask
            + ", "
            + vector
            + " zeroinitializer)");
  }

  /** Two parts of whole registers, the first one as long as the second or longer. */
  private String loadHalves(
      Buffer buffer, ScalarType type, String address, String mask, int width) {
    int register = Math.max(1, registerBytes / align(buffer));
    int first = Math.ceilDiv(Math.ceilDiv(width, register), 2) * register;
    int second = width - first;
    String element = LlvmText.type(buffer.type());
    String behind = text.assign("getelementptr " + element + ", ptr " + address + ", i64 " + first);
    String low = load(buffer, type, address, maskPart(width, mask, 0, first), first);
    String high = load(buffer, type, behind, maskPart(width, mask, first, second), second);
    String vector = LlvmText.vector(type, first);
    if (second < first) {
      // Lanes of no value behind its own make it as wide as the first part.
      String narrow = LlvmText.vector(type, second);
      high = text.shuffle(narrow, high, "poison", first, lane -> lane < second ? lane : -1);
    }
    return text.shuffle(vector, low, high, width, lane -> lane);
  }

  private String maskPart(int width, String mask, int start, int count) {
    boolean[] known = LaneLiterals.flags(mask);
    return known == null
        ? part(LlvmText.vector(ScalarType.I1, width), mask, start, count)
        : LaneLiterals.flags(count, lane -> known[start + lane]);
  }

  private String part(String vector, String value, int start, int count) {
    return text.shuffle(vector, value, "poison", count, lane -> start + lane);
  }

  /** Writes the lanes whose mask is true to an address. */
  void store(Buffer buffer, String value, String address, String mask, int width) {
    boolean[] known = LaneLiterals.flags(mask);
    if (known != null && LaneLiterals.prefix(known) >= 0) {
      storeFirst(buffer, value, address, LaneLiterals.prefix(known), width);
      return;
    }
    String vector = LlvmText.vector(buffer.type(), width);
    String flags = LlvmText.vector(ScalarType.I1, width);
    String name = "@llvm.masked.store.v" + width + LlvmText.suffix(buffer.type()) + ".p0";
    text.declare("void " + name + "(" + vector + ", ptr, i32 immarg, " + flags + ")");
    text.line(
        "call void "
            + name
            + "("
            + vector
            + " "
            + value
            + ", ptr "
            + address
            + ", i32 "
            + align(buffer)
            + ", "
            + flags
            + " "
            + mask
            + ")");
  }

  /** Stores the first lanes of a vector in pieces: masked stores are slow on some processors. */
  private void storeFirst(Buffer buffer, String value, String address, int lanes, int width) {
    String vector = LlvmText.vector(buffer.type(), width);
    String element = LlvmText.type(buffer.type());
    int done = 0;
    while (done < lanes) {
      int count = Integer.highestOneBit(lanes - done);
      String piece = count == width ? value : part(vector, value, done, count);
      String place =
          done == 0
              ? address
              : text.assign("getelementptr " + element + ", ptr " + address + ", i64 " + done);
      String type = LlvmText.vector(buffer.type(), count);
      text.line("store " + type + " " + piece + ", ptr " + place + ", align " + align(buffer));
      done += count;
    }
  }
}
