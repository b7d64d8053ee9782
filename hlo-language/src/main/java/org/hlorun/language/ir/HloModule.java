package org.hlorun.language.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.diagnostic.SourceText;

/**
 * A program: computations, callees before callers, one of which is the entry, and header
 * attributes.
 */
public final class HloModule {
  /** The header attributes in the order in which they are printed. */
  public static final List<AttributeUse> HEADER =
      List.of(
          AttributeUse.optional(Attribute.IS_SCHEDULED, false),
          AttributeUse.optional(Attribute.INPUT_OUTPUT_ALIAS),
          AttributeUse.optional(Attribute.BUFFER_DONOR),
          AttributeUse.optional(Attribute.ALIAS_PASSTHROUGH_PARAMS, false),
          AttributeUse.optional(Attribute.ENTRY_COMPUTATION_LAYOUT),
          AttributeUse.optional(Attribute.PROPAGATE_SHARDING_TO_PARAMETERS, List.of(false)),
          AttributeUse.optional(Attribute.PROPAGATE_SHARDING_TO_OUTPUT, List.of(false)),
          AttributeUse.optional(Attribute.REPLICA_COUNT, 1L),
          AttributeUse.optional(Attribute.NUM_PARTITIONS, 1L),
          AttributeUse.optional(Attribute.FRONTEND_ATTRIBUTES),
          AttributeUse.optional(Attribute.ORIGIN_RECOVERY_TABLE),
          AttributeUse.optional(Attribute.DEBUG_ATTRIBUTES));

  private final List<HloComputation> computations = new ArrayList<>();
  private final List<HloComputation> computationsView = Collections.unmodifiableList(computations);
  private final Map<String, HloComputation> byName = new HashMap<>();
  private final Names names = new Names();
  private final int[] opcodeCounts = new int[Opcode.values().length];
  private int made;
  private String name;
  private HloComputation entry;
  private Attributes attributes = Attributes.none();
  private StackFrames stackFrames = StackFrames.EMPTY;
  private SourceText source;
  private final Map<Class<?>, Object> attachments = new HashMap<>();

  public HloModule(String name) {
    this.name = Objects.requireNonNull(name);
  }

  public String name() {
    return name;
  }

  public void setName(String newName) {
    name = Objects.requireNonNull(newName);
  }

  /** The computations, each behind those it calls. */
  public List<HloComputation> computations() {
    return computationsView;
  }

  public Optional<HloComputation> computation(String computationName) {
    return Optional.ofNullable(byName.get(computationName));
  }

  /**
   * The computation that runs first: the one marked, else the last.
   *
   * @throws java.util.NoSuchElementException if there is no computation yet
   */
  public HloComputation entry() {
    return entry != null ? entry : computations.getLast();
  }

  public void setEntry(HloComputation computation) {
    entry = Objects.requireNonNull(computation);
  }

  /** Adds an empty computation; its name is made unique by a suffix if it is taken. */
  public HloComputation addComputation(String wanted) {
    HloComputation computation = new HloComputation(this, names.unique(wanted, byName));
    computations.add(computation);
    byName.put(computation.name(), computation);
    return computation;
  }

  /** Removes a computation that nobody calls. */
  public void remove(HloComputation computation) {
    removeAll(Set.of(computation));
  }

  /** Removes computations that no others call, in time linear in the size of the module. */
  public void removeAll(Set<HloComputation> unused) {
    if (unused.contains(entry())) {
      throw new IllegalArgumentException("the entry computation cannot be removed");
    }
    entry = entry();
    computations.removeAll(unused);
    for (HloComputation computation : unused) {
      byName.remove(computation.name());
      computation.instructions().forEach(instruction -> count(instruction.opcode(), -1));
    }
  }

  /** Counts the instructions and computations that are made. */
  int nextNumber() {
    return made++;
  }

  /** Notes that there are more or fewer instructions of an opcode. */
  void count(Opcode opcode, int more) {
    opcodeCounts[opcode.ordinal()] += more;
  }

  /** Whether an instruction of some computation has one of these opcodes; takes constant time. */
  public boolean hasAny(Collection<Opcode> opcodes) {
    for (Opcode opcode : opcodes) {
      if (opcodeCounts[opcode.ordinal()] > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts every computation behind those it calls, keeping the present order where it can. Takes
   * linear time.
   */
  public void sortTopologically() {
    entry = entry();
    List<HloComputation> order = new CallOrder(computations).computations();
    computations.clear();
    computations.addAll(order);
  }

  /**
   * Puts the computations into another order.
   *
   * @throws IllegalArgumentException if it is not a permutation of them
   */
  public void reorder(List<HloComputation> order) {
    if (order.size() != computations.size()
        || !new HashSet<>(order).equals(new HashSet<>(computations))) {
      throw new IllegalArgumentException("not a permutation of the computations of " + name);
    }
    entry = entry();
    computations.clear();
    computations.addAll(order);
  }

  /** The header attributes. */
  public Attributes attributes() {
    return attributes;
  }

  public void setAttributes(Attributes newAttributes) {
    attributes = Objects.requireNonNull(newAttributes);
  }

  /** The value of a header attribute if it was set, else its default. */
  @SuppressWarnings("unchecked") // HEADER gives defaults of the attribute's type
  public <T> Optional<T> find(Attribute<T> attribute) {
    Optional<T> value = attributes.find(attribute);
    if (value.isPresent()) {
      return value;
    }
    return HEADER.stream()
        .filter(use -> use.attribute() == attribute && use.defaultValue() != null)
        .findFirst()
        .map(use -> (T) use.defaultValue());
  }

  /** Whether the order of the instructions is the order in which they must run. */
  public boolean isScheduled() {
    return find(Attribute.IS_SCHEDULED).orElse(false);
  }

  public StackFrames stackFrames() {
    return stackFrames;
  }

  public void setStackFrames(StackFrames frames) {
    stackFrames = Objects.requireNonNull(frames);
  }

  /** The text this module was read from, if it was read from a text. */
  public Optional<SourceText> source() {
    return Optional.ofNullable(source);
  }

  public void setSource(SourceText newSource) {
    source = newSource;
  }

  /** What a reader keeps beside the module for the writer of the same format, if it does. */
  public <T> Optional<T> attachment(Class<T> type) {
    return Optional.ofNullable(type.cast(attachments.get(type)));
  }

  /** Keeps something of a type beside the module, in the place of what was kept before. */
  public <T> void attach(Class<T> type, T attachment) {
    attachments.put(type, Objects.requireNonNull(attachment));
  }

  /** The place of an instruction in the text, if it has one. */
  public Optional<SourceLocation> locate(HloInstruction instruction) {
    return source == null || instruction.sourceStart() < 0
        ? Optional.empty()
        : Optional.of(source.locate(instruction.sourceStart()));
  }

  /** The place of a computation in the text, if it has one. */
  public Optional<SourceLocation> locate(HloComputation computation) {
    return source == null || computation.sourceStart() < 0
        ? Optional.empty()
        : Optional.of(source.locate(computation.sourceStart()));
  }

  @Override
  public String toString() {
    return "module " + name;
  }
}
