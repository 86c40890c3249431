"""`galleria verify stock`: every counter, hold and line recomputed from what it stands for."""

from galleria.ops.verify.stock.audit import StockAudit, audit_stock
from galleria.ops.verify.stock.run import verify_stock

__all__ = ["StockAudit", "audit_stock", "verify_stock"]
