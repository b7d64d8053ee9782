package org.hlorun.language.attribute;

/** When a scheduler should place a custom call. */
public enum CustomCallSchedule implements Word {
  SCHEDULE_NONE,
  SCHEDULE_LATEST,
  SCHEDULE_EARLIEST;

  @Override
  public String text() {
    return name();
  }
}
