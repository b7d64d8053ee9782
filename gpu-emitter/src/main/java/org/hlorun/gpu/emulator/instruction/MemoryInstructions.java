package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxRegister;
import org.hlorun.gpu.emulator.text.PtxType;
import org.hlorun.gpu.emulator.text.PtxVariable;
import org.hlorun.gpu.emulator.text.StateSpace;

/** Loads and stores. */
final class MemoryInstructions {
  private static final Map<String, Space> SPACES =
      Map.ofEntries(
          Map.entry("global", Space.GLOBAL),
          Map.entry("const", Space.GLOBAL),
          Map.entry("shared", Space.SHARED),
          Map.entry("shared::cta", Space.SHARED),
          Map.entry("shared::cluster", Space.SHARED),
          Map.entry("local", Space.LOCAL),
          Map.entry("param", Space.PARAM),
          Map.entry("param::entry", Space.PARAM),
          Map.entry("param::func", Space.PARAM));

  /** What says how to cache and to order: here every access is done at once, in order. */
  private static final Set<String> HINTS =
      Set.of(
          "ca",
          "cg",
          "cs",
          "lu",
          "cv",
          "wb",
          "wt",
          "nc",
          "volatile",
          "weak",
          "relaxed",
          "acquire",
          "release",
          "cta",
          "cluster",
          "gpu",
          "sys",
          "L1::evict_normal",
          "L1::evict_unchanged",
          "L1::evict_first",
          "L1::evict_last",
          "L1::no_allocate",
          "L2::64B",
          "L2::128B",
          "L2::256B",
          "L2::evict_last",
          "L2::evict_first",
          "L2::evict_normal",
          "mmio");

  private static final Set<String> STRONG =
      Set.of("volatile", "relaxed", "acquire", "release", "mmio");

  private MemoryInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("ld", MemoryInstructions::load);
    table.put("ldu", MemoryInstructions::load);
    table.put("st", MemoryInstructions::store);
    table.put("prefetch", MemoryInstructions::prefetch);
    table.put("prefetchu", MemoryInstructions::prefetch);
  }

  /** The space that a modifier names; without one, generic. */
  static Space takeSpace(Emission emission) {
    String name = emission.takeAny(List.copyOf(SPACES.keySet()));
    return name == null ? Space.GENERIC : SPACES.get(name);
  }

  /** Takes all modifiers that change nothing here. */
  static void takeHints(Emission emission) {
    for (String hint : HINTS) {
      emission.take(hint);
    }
  }

  private static int takeLanes(Emission emission) {
    String lanes = emission.takeAny(List.of("v2", "v4", "v8"));
    return lanes == null ? 1 : lanes.charAt(1) - '0';
  }

  /** An address: a register, and bytes that are added. */
  record Place(Space space, int base, long offset) {}

  /** Where an address operand points to. */
  static Place place(Emission emission, Operand.Address address, Space space) {
    if (!address.coordinates().isEmpty()) {
      throw emission.unsupported("does not take coordinates");
    }
    KernelBuilder kernel = emission.kernel();
    return switch (address.base()) {
      case Operand.Register(PtxRegister register)
          when !register.isPredicate() && register.type().bits() >= 32 ->
          new Place(space, kernel.register(register), address.offset());
      case Operand.Integer(long value) ->
          new Place(space, kernel.constant(value), address.offset());
      case Operand.Symbol symbol -> {
        PtxVariable variable = symbol.variable();
        long at = kernel.address(variable);
        yield new Place(spaceOf(emission, variable, space), kernel.constant(at), address.offset());
      }
      default -> throw emission.unsupported("has an address that is none");
    };
  }

  /** Parameters of functions live in local memory, as each thread has its own. */
  private static Space spaceOf(Emission emission, PtxVariable variable, Space space) {
    Space own =
        variable.space() == StateSpace.PARAM && !emission.kernel().isKernelParameter(variable)
            ? Space.LOCAL
            : SPACES.get(variable.space().toString());
    boolean matches = own == space || space == Space.PARAM && own == Space.LOCAL;
    if (space != Space.GENERIC && !matches) {
      throw emission.unsupported(
          "names '%s', which is in .%s".formatted(variable, variable.space()));
    }
    return own;
  }

  /** Whether other threads are meant to see an access: volatile, relaxed, acquire or release. */
  private static boolean isStrong(Emission emission) {
    return emission.instruction().modifiers().stream().anyMatch(STRONG::contains);
  }

  /** What the modifiers of a load or store say, and the elements that are moved. */
  private record Access(Space space, boolean strong, PtxType type, List<Operand> elements) {
    /**
     * Takes it from an instruction.
     *
     * @param number the operand with the elements
     */
    static Access take(Emission emission, int number) {
      Space space = takeSpace(emission);
      boolean strong = isStrong(emission);
      takeHints(emission);
      int lanes = takeLanes(emission);
      PtxType type = takeStorable(emission);
      emission.end(2);
      return new Access(space, strong, type, MemoryInstructions.elements(emission, number, lanes));
    }

    int lanes() {
      return elements.size();
    }
  }

  private static void load(Emission emission) {
    Access access = Access.take(emission, 0);
    PtxType type = access.type();
    int[] results = new int[access.lanes()];
    int[] widths = new int[access.lanes()];
    for (int i = 0; i < access.lanes(); i++) {
      results[i] = -1;
      widths[i] = 64;
      if (!(access.elements().get(i) instanceof Operand.Sink)) {
        PtxRegister register = emission.wideResult(access.elements().get(i), type);
        results[i] = emission.kernel().register(register);
        widths[i] = register.type().bits();
      }
    }
    Place place = place(emission, emission.address(1), access.space());
    emission.kernel().accesses(place.space(), type.bytes());
    emission.emit(
        Steps.load(
            place.space(),
            place.base(),
            place.offset(),
            type.bytes(),
            results,
            type.isSigned(),
            widths,
            access.strong()));
  }

  private static PtxType takeStorable(Emission emission) {
    PtxType type = emission.takeType();
    if (type.bits() < 8 || type.bits() > 64) {
      throw emission.unsupported("is not supported for values of type ." + type);
    }
    return type;
  }

  private static List<Operand> elements(Emission emission, int index, int lanes) {
    List<Operand> elements = Emission.elements(emission.operand(index));
    if (elements.size() != lanes) {
      throw emission.unsupported("needs %d elements, not %d".formatted(lanes, elements.size()));
    }
    return elements;
  }

  private static void store(Emission emission) {
    Access access = Access.take(emission, 1);
    PtxType type = access.type();
    int[] values = new int[access.lanes()];
    for (int i = 0; i < access.lanes(); i++) {
      values[i] = emission.wideSource(access.elements().get(i), type);
    }
    Place place = place(emission, emission.address(0), access.space());
    if (place.space() == Space.PARAM) {
      throw emission.unsupported("cannot write to the kernel's parameters");
    }
    emission.kernel().accesses(place.space(), type.bytes());
    emission.emit(
        Steps.store(
            place.space(), place.base(), place.offset(), type.bytes(), values, access.strong()));
  }

  /** There is no cache to fill: nothing is left to do. */
  private static void prefetch(Emission emission) {
    takeSpace(emission);
    takeHints(emission);
    emission.takeAny(List.of("L1", "L2"));
    emission.end(1);
    place(emission, emission.address(0), Space.GENERIC);
  }
}
