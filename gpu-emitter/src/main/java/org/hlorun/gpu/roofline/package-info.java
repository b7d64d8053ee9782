/**
 * What a kernel could do at best: {@link org.hlorun.gpu.roofline.KernelWork} counts what it asks
 * for, {@link org.hlorun.gpu.roofline.Roofline} holds that against the limits of a GPU (Williams,
 * Waterman and Patterson, "Roofline: an insightful visual performance model", 2009).
 */
package org.hlorun.gpu.roofline;
