"""Persentase Penyediaan Kebijakan Perekonomian: issued of planned (`rule`); what changed in the plan (`plan`)."""
