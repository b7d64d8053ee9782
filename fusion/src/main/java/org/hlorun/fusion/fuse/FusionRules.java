package org.hlorun.fusion.fuse;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * What a fusion may look like: the contract between the passes that make fusions and the code
 * generators that compile them. Every fusion that {@link FusionPass} makes obeys the common rules
 * and those of one form.
 *
 * <p><b>Common</b>
 *
 * <ol>
 *   <li><b>F0.1</b> A region has at most {@value #MAX_MEMBERS} members.
 *   <li><b>F0.2</b> It has 1 to {@value #MAX_OUTPUTS} outputs; they are different members.
 *   <li><b>F0.3</b> Every member is a static array, and an instruction that its form allows. A
 *       constant inside has at most {@value FusableOps#MAX_CONSTANT_ELEMENTS} elements; a bitcast
 *       keeps row-major positions; reducers are a single add, maximum, minimum, multiply, and, or.
 *   <li><b>F0.4</b> A value is needed at no more than {@value #MAX_INDEX_MAPS} different index maps
 *       (at each of them it is computed anew).
 *   <li><b>F0.5</b> An element of an expensive instruction (division, roots, functions) is
 *       evaluated at most {@value #MAX_EXPENSIVE_EVALUATIONS} times on average.
 * </ol>
 *
 * <p><b>Loop</b> ({@code kLoop}, {@link LoopRules})
 *
 * <ol>
 *   <li><b>F1.1</b> Members are elementwise instructions, broadcast, reshape, bitcast, transpose,
 *       slice, pad, reverse, concatenate, iota, constant, gather, dynamic-slice, reduce-window
 *       (cumulative ones stand alone: element by element they would begin anew each time).
 *   <li><b>F1.2</b> All outputs have the same dimensions.
 * </ol>
 *
 * <p><b>Update in place</b> ({@code kLoop}, {@link LoopRules})
 *
 * <ol>
 *   <li><b>F2.1</b> The only output is a dynamic-update-slice, or a scatter of one array; all other
 *       members obey F1.1, and there is no other update.
 *   <li><b>F2.2</b> The updated array is an input that no other member reads.
 * </ol>
 *
 * <p><b>Rows</b> ({@code kInput}, {@link RowRules})
 *
 * <ol>
 *   <li><b>F3.1</b> Members obey F1.1, or are reductions of one array.
 *   <li><b>F3.2</b> All reductions reduce the trailing dimensions, to the same numbers of rows and
 *       columns.
 *   <li><b>F3.3</b> An output has an element for each element of the rows, or one for each row.
 *   <li><b>F3.4</b> What depends on a reduction is elementwise, a broadcast along the row, a
 *       reshape or another reduction: row r of it depends on rows r alone.
 *   <li><b>F3.5</b> If a value per element depends on a reduction (so that rows are visited more
 *       than once), a row has at most {@value #MAX_ROW_BYTES} bytes in the widest type.
 * </ol>
 *
 * <p><b>Reductions</b> ({@code kInput}, {@link ReductionRules})
 *
 * <ol>
 *   <li><b>F4.1</b> Members obey F1.1, or are reductions of one array.
 *   <li><b>F4.2</b> All reductions have the same operand dimensions and reduce the same of them.
 *   <li><b>F4.3</b> All outputs have as many elements as a result of a reduction.
 *   <li><b>F4.4</b> What depends on a reduction is elementwise or a reshape, on the results alone.
 * </ol>
 *
 * <p><b>Contractions</b> ({@code kOutput}, {@link ContractionRules})
 *
 * <ol>
 *   <li><b>F5.1</b> There is exactly one dot or convolution, and no reduction.
 *   <li><b>F5.2</b> There is one output, which depends on it and has as many elements.
 *   <li><b>F5.3</b> What depends on it is elementwise with its dimensions, or a reshape that is the
 *       output.
 *   <li><b>F5.4</b> Each of its operands is an input, or made from one by convert, transpose,
 *       reshape and multiplication with a broadcast scalar.
 *   <li><b>F5.5</b> Other members are elementwise, broadcast, iota, constant, reshape.
 * </ol>
 *
 * <p><b>Attention</b> ({@code kCustom}, names begin with {@code attention}, {@link AttentionRules})
 *
 * <ol>
 *   <li><b>F6.1</b> There are two dots, and between them {@code result = dot(p / sum(p), values)},
 *       {@code p = exp(s - max(s))}, {@code s = elementwise(scores)}, as in {@link Attention}.
 *   <li><b>F6.2</b> The scores are {@code [batch..., queries..., keys]} with one dimension of keys;
 *       both reductions and the second dot reduce the keys, which are the last dimension, and it
 *       has as many batches in its leading dimensions.
 *   <li><b>F6.3</b> What {@code s} is made of that depends on the scores is elementwise (scale,
 *       masks) or a reshape that keeps the keys, and nothing else depends on them.
 *   <li><b>F6.4</b> Queries, keys and values obey F5.4.
 *   <li><b>F6.5</b> Other members obey F5.5 (masks, causal ones from iota).
 *   <li><b>F6.6</b> The only output is the second dot, or its conversion.
 * </ol>
 */
public final class FusionRules {
  /** The most instructions of one fusion (F0.1), which bounds the size of a kernel's code. */
  public static final int MAX_MEMBERS = 512;

  /** The most outputs of one fusion (F0.2). */
  public static final int MAX_OUTPUTS = 16;

  /** The most index maps a value is needed at (F0.4). */
  public static final int MAX_INDEX_MAPS = 8;

  /** How often an element of an expensive instruction may be evaluated (F0.5). */
  public static final int MAX_EXPENSIVE_EVALUATIONS = 4;

  /** The most bytes of a row that is visited more than once (F3.5): a part of the L2 cache. */
  public static final long MAX_ROW_BYTES = 256 * 1024;

  private FusionRules() {}

  /** What the rules say about a fusion instruction. */
  public static FusionVerdict check(HloInstruction fusion) {
    return check(Region.of(fusion));
  }

  /** What the rules say about a region. */
  public static FusionVerdict check(Region region) {
    if (region.members().size() > MAX_MEMBERS) {
      return violated("F0.1", "%d members", region.members().size());
    }
    List<HloInstruction> outputs = region.outputs();
    if (outputs.isEmpty()
        || outputs.size() > MAX_OUTPUTS
        || !areDifferentMembers(outputs, region)) {
      return violated("F0.2", "%d outputs, which must be different members", outputs.size());
    }
    return checkForm(region);
  }

  private static boolean areDifferentMembers(List<HloInstruction> outputs, Region region) {
    for (int i = 0; i < outputs.size(); i++) {
      if (!region.contains(outputs.get(i)) || outputs.lastIndexOf(outputs.get(i)) != i) {
        return false;
      }
    }
    return true;
  }

  private static FusionVerdict checkForm(Region region) {
    boolean contracts = false;
    boolean reduces = false;
    boolean updates = false;
    for (HloInstruction member : region.members()) {
      contracts |= FusableOps.isContraction(member);
      reduces |= member.opcode() == Opcode.REDUCE;
      updates |= FusableOps.isUpdate(member);
    }
    if (contracts) {
      return reduces ? AttentionRules.check(region) : ContractionRules.check(region);
    }
    if (reduces) {
      return checkReductions(region);
    }
    return updates ? LoopRules.checkUpdate(region) : LoopRules.check(region);
  }

  /** Whole arrays reduced to scalars are reductions; trailing dimensions make rows if they can. */
  private static FusionVerdict checkReductions(Region region) {
    for (HloInstruction member : region.members()) {
      if (FusableOps.isSimpleReduce(member) && RowShape.of(member).isEmpty()) {
        return ReductionRules.check(region);
      }
    }
    boolean whole = true;
    for (HloInstruction output : region.outputs()) {
      whole &= IndexMaps.count(output) == 1;
    }
    FusionVerdict first = whole ? ReductionRules.check(region) : RowRules.check(region);
    if (first.isValid()) {
      return first;
    }
    FusionVerdict second = whole ? RowRules.check(region) : ReductionRules.check(region);
    return second.isValid() || whole ? second : first;
  }

  private static FusionVerdict violated(String rule, String format, int count) {
    Violation violation = new Violation(rule, format, List.of(count));
    return new FusionVerdict(FusionForm.LOOP, List.of(violation), 0);
  }

  /** The fusions of a module that break a rule, with the violations: for tests of passes. */
  public static List<String> violations(HloModule module) {
    return module.computations().stream()
        .flatMap(computation -> computation.instructions().stream())
        .filter(i -> i.opcode() == Opcode.FUSION && i.has(Attribute.CALLS))
        .flatMap(i -> check(i).violations().stream().map(text -> i.name() + ": " + text))
        .toList();
  }
}
