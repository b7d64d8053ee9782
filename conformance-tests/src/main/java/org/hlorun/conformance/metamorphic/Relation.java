package org.hlorun.conformance.metamorphic;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/** A way to make another program that must give the same results. */
public enum Relation {
  /** Printed and read again. */
  TEXT {
    @Override
    HloModule change(HloModule copy, Random random) {
      PrintForm form = PrintForm.DEFAULT.withLargeConstants();
      return HloParser.parse(SourceText.of("printed.hlo", HloPrinter.print(copy, form)));
    }
  },

  /** Instructions have other names, in another alphabetical order. */
  NAMES {
    @Override
    HloModule change(HloModule copy, Random random) {
      for (HloComputation computation : copy.computations()) {
        for (HloInstruction instruction : List.copyOf(computation.instructions())) {
          computation.rename(instruction, "n" + random.nextInt(1 << 20));
        }
      }
      return copy;
    }
  },

  /** The operands of commutative instructions change places. */
  OPERANDS {
    @Override
    HloModule change(HloModule copy, Random random) {
      OperandSwap.apply(copy, random);
      return copy;
    }
  },

  /** Some elementwise instructions and products work on two parts, which are concatenated. */
  BATCHES {
    @Override
    HloModule change(HloModule copy, Random random) {
      BatchSplit.apply(copy, random);
      return copy;
    }
  },

  /** Some values pass an optimisation barrier. */
  BARRIERS {
    @Override
    HloModule change(HloModule copy, Random random) {
      Barriers.apply(copy, random);
      return copy;
    }
  },

  /** The memory of parameters may be used for results. */
  DONATION {
    @Override
    HloModule change(HloModule copy, Random random) {
      Donation.apply(copy);
      return copy;
    }
  },

  /** Several threads. */
  THREADS {
    @Override
    HloModule change(HloModule copy, Random random) {
      return copy;
    }
  },

  /** Nothing is fused, by a back end that asks {@link PassOptions}. */
  NO_FUSION {
    @Override
    HloModule change(HloModule copy, Random random) {
      copy.attach(PassOptions.class, PassOptions.DEFAULT.withDisabledPasses(Set.of("fusion")));
      return copy;
    }
  };

  /** Changes a copy of a program, or makes another of it. */
  abstract HloModule change(HloModule copy, Random random);

  /**
   * The other program.
   *
   * @param module a verified program, which stays as it is
   * @param seed which places are changed
   */
  public HloModule apply(HloModule module, long seed) {
    return change(ModuleCloner.clone(module), new Random(seed));
  }

  /** The threads that the other program runs on. */
  public int threads() {
    return this == THREADS ? 3 : 1;
  }

  /** The name in messages: {@code no-fusion}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
