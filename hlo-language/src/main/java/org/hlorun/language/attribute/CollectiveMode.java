package org.hlorun.language.attribute;

import java.util.Locale;

/** How the ids of a collective's groups are meant, where it is said explicitly. */
public enum CollectiveMode implements Word {
  CROSS_REPLICA,
  CROSS_PARTITION,
  CROSS_REPLICA_AND_PARTITION,
  FLATTENED_ID;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
