from .socket import RoomsConsumer

__all__ = ["RoomsConsumer"]
