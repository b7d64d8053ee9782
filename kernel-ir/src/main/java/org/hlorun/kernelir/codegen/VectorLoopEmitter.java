package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Writes vector loops: a main loop of {@code unroll} vectors at a time, then what is left vector by
 * vector, then a last one with a mask. Each of the {@code unroll} vectors carries values of its
 * own; they are combined pairwise, then lanes are, in an order that depends on the loop alone.
 */
final class VectorLoopEmitter {
  private final LlvmText text;
  private final Operands operands;
  private final KernelEmitter.BlockEmitter blocks;
  private boolean isInterleaved;

  VectorLoopEmitter(LlvmText text, Operands operands, KernelEmitter.BlockEmitter blocks) {
    this.text = text;
    this.operands = operands;
    this.blocks = blocks;
  }

  /**
   * Writes a loop.
   *
   * @param interleaved whether the instructions of the {@code unroll} vectors are written in turns
   */
  void emit(Operation.Loop loop, boolean interleaved) {
    isInterleaved = interleaved;
    if (loop.limit() == null || loop.limitStep() == loop.schedule().together()) {
      inSteps(loop);
    } else {
      inVectors(loop);
    }
    operands.setLanes(null);
  }

  /** A loop of a number of vectors that is not known, which carries nothing. */
  private void inVectors(Operation.Loop loop) {
    int width = loop.schedule().width();
    int left = (int) (loop.count() % width);
    String whole = behind(operands.scalar(loop.limit()), -left);
    String end = text.assign("and i64 " + whole + ", " + -loop.schedule().together());
    mainLoop(loop, "0", end, false, Collections.nCopies(loop.schedule().unroll(), List.of()));
    mainLoop(loop, end, whole, true, List.of(List.of()));
    if (left > 0) {
      rest(loop, whole, left, List.of());
    }
  }

  /** A loop whose vectors behind the last whole step are known. */
  private void inSteps(Operation.Loop loop) {
    int width = loop.schedule().width();
    int unroll = loop.schedule().unroll();
    long step = loop.schedule().together();
    long main = loop.count() < 2 * step ? 0 : loop.count() / step * step;
    String end = end(loop, main);
    List<List<String>> carried = initial(loop, unroll, width);
    if (main > 0) {
      carried = mainLoop(loop, "0", end, false, carried);
    }
    long left = loop.count() - main;
    long done = 0;
    for (int u = 0; left - done >= width; u++, done += width) {
      Lanes lanes = new Lanes(loop.variable(), behind(end, done), width, null);
      carried.set(u % unroll, body(loop, lanes, carried.get(u % unroll)));
    }
    if (done < left) {
      int slot = (int) (done / width) % unroll;
      carried.set(slot, rest(loop, behind(end, done), (int) (left - done), carried.get(slot)));
    }
    finish(loop, carried);
  }

  /** Where the main loop ends: if the count is a value, as far before it as in the longest one. */
  private String end(Operation.Loop loop, long main) {
    if (loop.limit() == null) {
      return Long.toString(main);
    }
    return behind(operands.scalar(loop.limit()), main - loop.count());
  }

  private String behind(String place, long distance) {
    if (LaneLiterals.isNumber(place)) {
      return Long.toString(Long.parseLong(place) + distance);
    }
    return distance == 0 ? place : text.assign("add nsw i64 " + place + ", " + distance);
  }

  private List<List<String>> initial(Operation.Loop loop, int unroll, int width) {
    List<List<String>> result = new ArrayList<>();
    operands.setLanes(new Lanes(loop.variable(), "0", width, null));
    for (int u = 0; u < unroll; u++) {
      List<String> values = new ArrayList<>();
      loop.carries().forEach(carry -> values.add(operands.vector(carry.initial())));
      result.add(values);
    }
    operands.setLanes(null);
    return result;
  }

  /**
   * A loop of as many vectors at a time as there are lists of carried values.
   *
   * @param mayBeEmpty whether {@code from} may be {@code to}; if nothing is carried
   */
  private List<List<String>> mainLoop(
      Operation.Loop loop, String from, String to, boolean mayBeEmpty, List<List<String>> initial) {
    int width = loop.schedule().width();
    int unroll = initial.size();
    String head = text.freshLabel("vector");
    String exit = text.freshLabel("exit");
    String before = text.block();
    if (mayBeEmpty) {
      text.branch(text.assign("icmp slt i64 " + from + ", " + to), head, exit);
    } else {
      text.jump(head);
    }
    text.label(head);
    String variable = text.fresh();
    int phis = text.mark();
    List<List<String>> parameters = new ArrayList<>();
    for (int u = 0; u < unroll; u++) {
      List<String> registers = new ArrayList<>();
      loop.carries().forEach(carry -> registers.add(text.fresh()));
      parameters.add(registers);
    }
    List<List<String>> yields = vectors(loop, variable, parameters);
    String next = text.assign("add nuw nsw i64 " + variable + ", " + ((long) width * unroll));
    String more = text.assign("icmp slt i64 " + next + ", " + to);
    String last = text.block();
    text.branch(more, head, exit);
    StringBuilder phiText =
        new StringBuilder(KernelEmitter.phi(variable, "i64", from, before, next, last));
    for (int u = 0; u < unroll; u++) {
      for (int c = 0; c < loop.carries().size(); c++) {
        String type = LlvmText.vector(loop.carries().get(c).result().type(), width);
        phiText.append(
            KernelEmitter.phi(
                parameters.get(u).get(c),
                type,
                initial.get(u).get(c),
                before,
                yields.get(u).get(c),
                last));
      }
    }
    text.insert(phis, phiText.toString());
    text.label(exit);
    return yields;
  }

  /** One iteration of a main loop, a basic block so far; gives the next carried values. */
  private List<List<String>> vectors(
      Operation.Loop loop, String variable, List<List<String>> carried) {
    int width = loop.schedule().width();
    List<List<String>> yields = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    String block = text.block();
    int start = text.mark();
    for (int u = 0; u < carried.size(); u++) {
      String base =
          u == 0
              ? variable
              : text.assign("add nuw nsw i64 " + variable + ", " + ((long) u * width));
      yields.add(body(loop, new Lanes(loop.variable(), base, width, null), carried.get(u)));
      texts.add(text.take(start));
    }
    // Elements that are read behind a condition make several blocks.
    boolean inTurns = isInterleaved && text.block().equals(block);
    text.insert(start, inTurns ? InterleavedCopies.merge(texts) : String.join("", texts));
    return yields;
  }

  /** One vector of iterations; gives the next carried values. */
  private List<String> body(Operation.Loop loop, Lanes lanes, List<String> carried) {
    operands.setLanes(lanes);
    for (int c = 0; c < carried.size(); c++) {
      operands.put(loop.carries().get(c).parameter(), new Operand(carried.get(c), true));
    }
    blocks.emit(loop.body());
    List<String> yields = new ArrayList<>();
    loop.body().yields().forEach(value -> yields.add(operands.vector(value)));
    return yields;
  }

  /**
   * The iterations that are less than a vector: as a vector of the next power of two, for what is
   * left out of it need not be compiled; lanes behind the last iteration are masked.
   *
   * @param active the iterations
   */
  private List<String> rest(Operation.Loop loop, String first, int active, List<String> carried) {
    int width = loop.schedule().width();
    int enough = Math.max(2, Integer.highestOneBit(2 * active - 1));
    int narrow = Integer.bitCount(width) == 1 ? Math.min(width, enough) : width;
    String mask = active == narrow ? null : LaneLiterals.flags(narrow, lane -> lane < active);
    List<String> before = new ArrayList<>(carried);
    for (int w = width; w > narrow; w /= 2) {
      before = part(loop, before, w, 0);
    }
    Lanes lanes = new Lanes(loop.variable(), first, narrow, mask, true);
    List<String> yields = body(loop, lanes, before);
    List<String> result = new ArrayList<>();
    for (int c = 0; c < carried.size(); c++) {
      ScalarType type = loop.carries().get(c).result().type();
      result.add(replaced(type, carried.get(c), width, yields.get(c), narrow, active));
    }
    return result;
  }

  /** A vector with the first lanes of a narrower one in place of its own. */
  private String replaced(
      ScalarType type, String vector, int width, String first, int narrow, int active) {
    String wide = LlvmText.vector(type, width);
    String widened = first;
    if (narrow < width) {
      String small = LlvmText.vector(type, narrow);
      widened = text.shuffle(small, first, "poison", width, lane -> lane < narrow ? lane : -1);
    }
    return text.shuffle(wide, widened, vector, width, lane -> lane < active ? lane : width + lane);
  }

  private void finish(Operation.Loop loop, List<List<String>> carried) {
    if (loop.carries().isEmpty()) {
      return;
    }
    List<List<String>> groups = carried;
    while (groups.size() > 1) {
      List<List<String>> next = new ArrayList<>();
      for (int i = 0; i + 1 < groups.size(); i += 2) {
        next.add(combine(loop, groups.get(i), groups.get(i + 1), loop.schedule().width()));
      }
      if (groups.size() % 2 == 1) {
        next.add(groups.getLast());
      }
      groups = next;
    }
    List<String> values = groups.getFirst();
    int width = loop.schedule().width();
    while (width > 1) {
      int half = width / 2;
      values = combine(loop, part(loop, values, width, 0), part(loop, values, width, half), half);
      width = half;
    }
    for (int c = 0; c < values.size(); c++) {
      Value result = loop.carries().get(c).result();
      String scalar =
          text.assign(
              "extractelement "
                  + LlvmText.vector(result.type(), 1)
                  + " "
                  + values.get(c)
                  + ", i64 0");
      operands.put(result, new Operand(scalar, false));
    }
  }

  private List<String> part(Operation.Loop loop, List<String> values, int width, int from) {
    List<String> result = new ArrayList<>();
    for (int c = 0; c < values.size(); c++) {
      String type = LlvmText.vector(loop.carries().get(c).result().type(), width);
      result.add(text.shuffle(type, values.get(c), "poison", width / 2, lane -> from + lane));
    }
    return result;
  }

  private List<String> combine(
      Operation.Loop loop, List<String> lefts, List<String> rights, int width) {
    Operation.Combiner combiner = loop.combiner();
    if (combiner == null) {
      throw new IllegalStateException("a vector loop that carries values needs a combiner");
    }
    operands.setLanes(new Lanes(loop.variable(), "0", width, null));
    for (int c = 0; c < lefts.size(); c++) {
      operands.put(combiner.lefts().get(c), new Operand(lefts.get(c), true));
      operands.put(combiner.rights().get(c), new Operand(rights.get(c), true));
    }
    blocks.emit(combiner.body());
    List<String> result = new ArrayList<>();
    combiner.body().yields().forEach(value -> result.add(operands.vector(value)));
    return result;
  }
}
